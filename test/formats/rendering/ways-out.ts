/**
 * Ways in which HTML of others reaches a machine of theirs, runs something, or takes a page over. Each names a host of its
 * own below `out.example`, so that a test sees which of them came through.
 */
const at = (name: string): string => `https://${name}.out.example/x`;

export const waysOut: Readonly<Record<string, string>> = {
  script: `<script src="${at('script')}"></script><script>fetch('${at('script-fetch')}')</script>`,
  handler: `<div onclick="fetch('${at('handler')}')" onmouseover=alert(1)>over</div><body onload="fetch('${at('onload')}')">`,
  image: `<img src="${at('image')}"><img src=${at('image-bare')}><img src='//image-no-scheme.out.example/x'>`,
  'image error': `<img src=x onerror="fetch('${at('onerror')}')">`,
  srcset: `<img srcset="${at('srcset')} 2x, ${at('srcset-2')} 3x"><picture><source srcset="${at('source')}"></picture>`,
  background: `<table background="${at('background')}"><tr><td background="${at('td')}">x</td></tr></table>`,
  'style url': `<p style="background:url(${at('style-url')});color:red">x</p><p style="background:\\75rl('${at('escaped')}')">x</p>`,
  'style image-set': `<p style="background-image:image-set('${at('image-set')}' 1x)">x</p>`,
  'style variable': `<p style="--a:url(${at('variable')});background:var(--a)">x</p>`,
  'css import': `<style>@import "${at('import')}"; @import url(${at('import-url')});</style>`,
  'css font': `<style>@font-face{font-family:a;src:url(${at('font')})} *{font-family:a;cursor:url(${at('cursor')}),auto}</style>`,
  'style sheet': `<link rel=stylesheet href="${at('sheet')}">`,
  base: `<base href="${at('base')}" target=_top><a href="relative">relative</a>`,
  'meta refresh': `<meta http-equiv=refresh content="0; url=${at('refresh')}">`,
  prefetch: `<link rel=prefetch href="${at('prefetch')}"><link rel=preload as=image href="${at('preload')}">`,
  preconnect: `<link rel=preconnect href="${at('preconnect')}"><link rel=dns-prefetch href="//dns.out.example">`,
  'icon and manifest': `<link rel=icon href="${at('icon')}"><link rel=manifest href="${at('manifest')}">`,
  iframe: `<iframe src="${at('iframe')}"></iframe><iframe srcdoc="&lt;img src=${at('srcdoc')}&gt;"></iframe>`,
  frameset: `<frameset><frame src="${at('frame')}"></frameset>`,
  object: `<object data="${at('object')}"><param name=movie value="${at('param')}"></object><embed src="${at('embed')}">`,
  applet: `<applet code=a codebase="${at('applet')}"></applet>`,
  media: `<video src="${at('video')}" poster="${at('poster')}"></video><audio src="${at('audio')}"></audio><track src="${at('track')}">`,
  svg: `<svg><image href="${at('svg-image')}"/><use href="${at('svg-use')}#a"/><script>fetch('${at('svg-script')}')</script><a xlink:href="${at('svg-a')}"><text>a</text></a></svg>`,
  'svg handler': `<svg/onload="fetch('${at('svg-onload')}')"><animate onbegin=alert(1) attributeName=x dur=1s>`,
  mathml: `<math><mtext href="${at('math')}">x</mtext><annotation-xml encoding="text/html"><img src="${at('annotation')}"></annotation-xml></math>`,
  'link and ping': `<a href="${at('link')}" ping="${at('ping')}" target=_top>click</a><area href="${at('area')}"><map><area href="${at('map')}"></map>`,
  form: `<form action="${at('form')}"><input type=image src="${at('input')}"><button formaction="${at('formaction')}">go</button></form>`,
  'script address': `<a href="javascript:fetch('${at('javascript')}')">x</a><a href=" jav&#x09;ascript:alert(1)">y</a>`,
  'html that changes as it is read again': `<noscript><p title="</noscript><img src=${at('noscript')} onerror=alert(1)>"></noscript><math><mi><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=${at('mutation')}&gt;"></table></mi></math>`,
  'quotes and ends': `<p title='"><img src=${at('quoted')}>'>x</p><div title="a" alt="'><img src=${at('alt')}>"></div><![CDATA[<img src=${at('cdata')}>]]><!--><img src=${at('comment')}>-->`,
  'element within a text element': `<textarea><img src=${at('textarea')}></textarea><title><img src=${at('title')}></title><xmp><img src=${at('xmp')}></xmp><template><img src=${at('template')}></template>`,
  'font and face': `<font face="a;background:url(${at('face')})" color="red;background:url(${at('colour')})">x</font>`,
};

/** All of them in one page. */
export const hostilePage = `<!doctype html><html><head></head><body><h1>Still here</h1>${Object.values(waysOut).join('\n')}<p>The end</p></body></html>`;
