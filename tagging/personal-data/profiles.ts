/**
 * Finds links to profiles of persons at social networks: a host that is known, and a path of the form that the network
 * gives to its members, not to posts, groups, searches and terms of use.
 */
import type { PersonalDatum } from '../../schemas/mention.ts';

/** How a network's members are addressed. */
interface Network {
  /** The path from its slash on, at most once through; the whole match is the profile. */
  readonly path: RegExp;
  /** First parts of paths that are the network's own pages. */
  readonly own?: ReadonlySet<string>;
}

const everywhere =
  'about help legal terms tos privacy policy policies login signin signup register join logout search explore settings home ' +
  'account accounts jobs careers contact press business ads developers developer download share sharer intent hashtag tags ' +
  'tag topic topics trending discover notifications messages inbox support security i p s en status api oauth static assets ' +
  'index.html robots.txt favicon.ico embed widgets plugins rules blog news events groups pages';

/** Members right behind the host: `/name`. `name` has no slash; nothing but a query may follow. */
function flat(name: string, own = ''): Network {
  return {
    path: new RegExp(`/(${name})(?=/?(?:[?#]|$|[^\\p{L}\\p{N}/_@%.+-]|\\.(?!\\w)))`, 'iuy'),
    own: new Set(`${everywhere} ${own}`.split(' ')),
  };
}

/** Members behind a first part: `/in/name`. */
const below = (path: string): Network => ({
  path: new RegExp(`/(?:${path})(?=/?(?:[?#]|$|[^\\p{L}\\p{N}/_@%.+-]|\\.(?!\\w)))`, 'iuy'),
});

const name = '[\\w.-]{1,64}?';
const facebook: readonly Network[] = [
  below('profile\\.php\\?(?:[\\w=]{1,40}&)?id=\\d{4,20}'),
  below(`people/[^\\s/]{1,80}/\\d{4,20}`),
  flat(
    '[a-z0-9.]{3,50}?',
    'sharer.php l.php photo.php story.php permalink.php profile.php watch marketplace gaming dialog media photo photos videos ' +
      'notes places tr reel stories people public hashtag fundraisers legal lite mobile messenger instantgames recover campaign',
  ),
];
const twitter: readonly Network[] = [
  flat(
    '@?[a-z0-9_]{1,15}',
    'compose who_to_follow statuses followers following lists moments tweetdeck premium',
  ),
];
const telegram: readonly Network[] = [
  flat(
    '[a-z][a-z0-9_]{3,31}',
    'joinchat addstickers addemoji proxy socks setlanguage addtheme iv addlist bg invoice',
  ),
];
const mastodon: readonly Network[] = [below(`(?:@|users/)${name}`)];

/** By the domain that a member's link is registered under. */
const networks: ReadonlyMap<string, readonly Network[]> = new Map<string, readonly Network[]>([
  ['facebook.com', facebook],
  ['fb.com', facebook],
  ['twitter.com', twitter],
  ['x.com', twitter],
  ['instagram.com', [flat('[a-z0-9_.]{1,30}?', 'reel reels stories tv direct web directory fragments')]],
  [
    'linkedin.com',
    [below('in/[\\p{L}\\p{M}\\d%_-]{2,100}'), below('pub/[\\p{L}\\d%_-]{2,100}(?:/[\\da-f]{1,4}){0,3}')],
  ],
  ['t.me', telegram],
  ['telegram.me', telegram],
  ['tiktok.com', [below(`@${name}`)]],
  ['youtube.com', [below(`(?:@|user/|c/)${name}`), below('channel/UC[\\w-]{22}')]],
  [
    'vk.com',
    [below('id\\d{1,12}'), flat('[a-z][a-z0-9_.]{4,31}?', 'feed video audio album wall club public market')],
  ],
  ['ok.ru', [below('profile/\\d{4,20}')]],
  ['github.com', [flat('[a-z\\d](?:-?[a-z\\d]){0,38}', 'features pricing orgs marketplace sponsors collections enterprise team site readme issues pulls new apps nonprofit organizations codespaces copilot')]], // prettier-ignore
  ['medium.com', [below(`@${name}`)]],
  ['reddit.com', [below(`(?:user|u)/${name}`)]],
  ['snapchat.com', [below(`(?:add/|@)${name}`)]],
  ['pinterest.com', [flat('[a-z0-9_]{3,30}', 'pin ideas today board')]],
  ['threads.net', [below(`@${name}`)]],
  ['threads.com', [below(`@${name}`)]],
  ['bsky.app', [below(`profile/${name}`)]],
  ['keybase.io', [flat('[a-z0-9_]{2,16}', 'docs download')]],
  ['flickr.com', [below('(?:people|photos)/[\\w@-]{2,64}')]],
  ['quora.com', [below(`profile/${name}`)]],
  ['xing.com', [below(`profile/${name}`)]],
  ['steamcommunity.com', [below(`(?:id|profiles)/${name}`)]],
  ['twitch.tv', [flat('[a-z0-9_]{4,25}', 'directory videos prime store')]],
  ['soundcloud.com', [flat('[a-z0-9_-]{3,25}', 'upload stream charts')]],
  ['linktr.ee', [flat('[a-z0-9_.]{2,30}?')]],
  ['sharechat.com', [below(`profile/${name}`)]],
  ['mastodon.social', mastodon],
  ['mastodon.online', mastodon],
  ['mstdn.social', mastodon],
]);

/** The labels of these domains: a word of a text that is one of them is looked at. */
export const networkLabels: readonly string[] = [...networks.keys()].map((domain) =>
  domain.slice(0, domain.indexOf('.')),
);

/** Labels before the domain that lead to the same members. */
const sameMembers = /^(?:www|m|mobile|touch|web|old|new|de-de|fr-fr|en-gb|[a-z]{2}|[a-z]{2}-[a-z]{2})\.$/u;
const maxHostUnits = 64;
const maxPathUnits = 256;

const isHostUnit = (unit: number): boolean =>
  (unit >= 0x30 && unit <= 0x39) ||
  (unit >= 0x41 && unit <= 0x5a) ||
  (unit >= 0x61 && unit <= 0x7a) ||
  unit === 0x2d ||
  unit === 0x2e;

/** The profile whose network's label is the word at `[start, end)`, if it is one. */
export function findProfile(text: string, start: number, end: number, out: PersonalDatum[]): void {
  if (text.charCodeAt(end) !== 0x2e) return;
  let slash = end;
  while (slash - end < 8 && isHostUnit(text.charCodeAt(slash))) slash += 1;
  if (text.charCodeAt(slash) !== 0x2f) return;
  const found = networks.get(text.slice(start, slash).toLowerCase());
  if (found === undefined) return;
  let from = start;
  while (from > 0 && start - from < maxHostUnits && isHostUnit(text.charCodeAt(from - 1))) from -= 1;
  const lead = text.slice(from, start).toLowerCase();
  if ((lead !== '' && !sameMembers.test(lead)) || /[\p{L}\p{N}@_]/u.test(text.charAt(from - 1))) return;
  const path = pathEnd(text.slice(slash, slash + maxPathUnits), found);
  if (path > 0) out.push({ start: from - schemeUnits(text, from), end: slash + path, kind: 'url-profile' });
}

function pathEnd(path: string, found: readonly Network[]): number {
  for (const { path: pattern, own } of found) {
    pattern.lastIndex = 0;
    const match = pattern.exec(path);
    if (match === null) continue;
    const member = (match[1] ?? '').toLowerCase();
    if (own?.has(member) === true || /^\.|\.$|\.(?:php|html?|jpe?g|png|js|css)$/u.test(member)) continue;
    return match[0].length;
  }
  return 0;
}

function schemeUnits(text: string, host: number): number {
  return /https?:\/\/$/iu.exec(text.slice(Math.max(0, host - 8), host))?.[0].length ?? 0;
}
