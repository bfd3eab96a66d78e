// Registers Lucene's `asciifolding`, which a full Elasticsearch has built in and the published server lacks.
package evidex;

import java.util.List;
import java.util.Map;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.elasticsearch.index.analysis.AbstractTokenFilterFactory;
import org.elasticsearch.index.analysis.NormalizingTokenFilterFactory;
import org.elasticsearch.index.analysis.PreConfiguredTokenFilter;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;

public final class FoldingPlugin extends Plugin implements AnalysisPlugin {
  private static final String NAME = "asciifolding";

  @Override
  public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
    return Map.of(NAME, (index, environment, name, settings) -> new Folding(name));
  }

  @Override
  public List<PreConfiguredTokenFilter> getPreConfiguredTokenFilters() {
    return List.of(PreConfiguredTokenFilter.singleton(NAME, true, ASCIIFoldingFilter::new));
  }

  private static final class Folding extends AbstractTokenFilterFactory
      implements NormalizingTokenFilterFactory {
    Folding(String name) {
      super(name);
    }

    @Override
    public TokenStream create(TokenStream tokens) {
      return new ASCIIFoldingFilter(tokens);
    }
  }
}
