package dev.hornbeam.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class PlotsTest {
  private static final List<Plot> PLOTS = Plots.of(Samples.everything());

  private static Plot plot(String file) {
    return PLOTS.stream().filter(each -> each.file().equals(file)).findFirst().orElseThrow();
  }

  private static Element parsed(Plot plot) throws Exception {
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(plot.svg())));
    return document.getDocumentElement();
  }

  private static List<Element> all(Element svg, String name) {
    List<Element> elements = new ArrayList<>();
    NodeList nodes = svg.getElementsByTagName(name);
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  private static List<Element> all(Element svg, String name, String style) {
    return all(svg, name).stream()
        .filter(each -> each.getAttribute("class").equals(style))
        .toList();
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }

  @Test
  void thereIsOneForAllThatWasMeasured() {
    assertEquals(
        List.of(
            "time-commit.svg",
            "ratio-to-peer.svg",
            "baselines-time.svg",
            "baselines-bytes.svg",
            "token-share.svg"),
        PLOTS.stream().map(Plot::file).toList());
  }

  @Test
  void eachIsAnSvgWithATitleAndWords() throws Exception {
    for (Plot plot : PLOTS) {
      Element svg = parsed(plot);
      assertEquals("svg", svg.getTagName());
      assertEquals("http://www.w3.org/2000/svg", svg.getAttribute("xmlns"));
      assertEquals("img", svg.getAttribute("role"));
      assertEquals(plot.title(), all(svg, "title").get(0).getTextContent());
      assertTrue(all(svg, "desc").get(0).getTextContent().length() > 40, plot.svg());
      assertTrue(plot.svg().contains("prefers-color-scheme: dark"), plot.file());
    }
  }

  /** Both axes are logarithmic: the same factor is the same distance. */
  @Test
  void pointsAreWhereTheyBelong() throws Exception {
    LogPlot plot = new LogPlot("title", "quantity", Units::time);
    TreeMap<Long, Double> points = new TreeMap<>();
    points.put(10L, 3.0);
    points.put(100L, 30.0);
    points.put(1000L, 30_000.0);
    plot.add(new LogPlot.Line("line", points, 2, LogPlot.Stroke.SOLID));
    List<Element> dots = all(parsed(plot.draw("file")), "circle", "f2");
    double right = number(dots.get(1), "cx") - number(dots.get(0), "cx");
    assertEquals(right, number(dots.get(2), "cx") - number(dots.get(1), "cx"), 0.2);
    double up = number(dots.get(0), "cy") - number(dots.get(1), "cy");
    assertEquals(3 * up, number(dots.get(1), "cy") - number(dots.get(2), "cy"), 0.4);
    assertTrue(right > 50 && up > 20, () -> right + " and " + up);
  }

  @Test
  void linesOfThePeerAreDashed() throws Exception {
    Element svg = parsed(plot("time-commit.svg"));
    assertEquals(1, all(svg, "polyline", "line s0").size());
    assertEquals(1, all(svg, "polyline", "line s0 dashed").size());
    assertEquals(1, all(svg, "polyline", "line s1 dashed").size());
  }

  /** 12.5 times for a commit, and 6,600 µs to 500 µs for its processing. */
  @Test
  void barsAreAsLongAsTheirRatios() throws Exception {
    List<Element> bars = all(parsed(plot("ratio-to-peer.svg")), "rect", "f0");
    assertEquals(2, bars.size());
    assertEquals(12.5 / 13.2, number(bars.get(0), "width") / number(bars.get(1), "width"), 0.001);
  }

  /** 400 of 2,000 µs, 1,400 of 3,000 µs and 5,400 of 7,000 µs. */
  @Test
  void theTokensShareIsPartOfTheBar() throws Exception {
    Element svg = parsed(plot("token-share.svg"));
    List<Element> tokens = all(svg, "rect", "f0");
    List<Element> ours = all(svg, "rect", "f1");
    double[] shares = {0.2, 1.4 / 3, 5.4 / 7};
    for (int i = 0; i < shares.length; i++) {
      Element token = tokens.get(i + 1); // after the legend
      Element our = ours.get(i + 1);
      double whole = number(token, "width") + number(our, "width");
      assertEquals(shares[i], number(token, "width") / whole, 0.001);
      assertEquals(number(token, "x") + number(token, "width"), number(our, "x"), 0.11);
    }
  }

  @Test
  void noTextLiesOnAnotherOrOutside() throws Exception {
    for (Plot plot : PLOTS) {
      Element svg = parsed(plot);
      List<Box> boxes = all(svg, "text").stream().map(Box::of).toList();
      for (int i = 0; i < boxes.size(); i++) {
        Box one = boxes.get(i);
        assertTrue(
            one.left >= 0
                && one.right <= number(svg, "width")
                && one.bottom <= number(svg, "height"),
            () -> one + " is outside of " + plot.file());
        for (Box other : boxes.subList(i + 1, boxes.size())) {
          assertTrue(!one.overlaps(other), () -> one + " and " + other + " in " + plot.file());
        }
      }
    }
  }

  /** Where a text stands, whose characters are taken to be 6.5 pixels wide. */
  private record Box(double left, double right, double top, double bottom, String text) {
    static Box of(Element text) {
      String content = text.getTextContent();
      boolean isTitle = text.getAttribute("class").equals("title");
      double width = content.length() * (isTitle ? 8.0 : 6.5);
      double x = number(text, "x");
      double y = number(text, "y");
      if (!text.getAttribute("transform").isEmpty()) {
        return new Box(x - 11, x + 3, y - width / 2, y + width / 2, content);
      }
      double left =
          switch (text.getAttribute("text-anchor")) {
            case "middle" -> x - width / 2;
            case "end" -> x - width;
            default -> x;
          };
      return new Box(left, left + width, y - 11, y + 3, content);
    }

    boolean overlaps(Box other) {
      return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
    }
  }

  @Test
  void whateverATextSaysItIsWellFormed() throws Exception {
    Svg svg = new Svg(100, 100, "a < b & \"c\" \u0001", "]]> <!--");
    svg.text("", 1, 1, Svg.Anchor.START, "<script>&lt;");
    Element read = parsed(new Plot("f", "t", svg.end()));
    assertEquals("a < b & \"c\" ?", all(read, "title").get(0).getTextContent());
    assertEquals("<script>&lt;", all(read, "text").get(1).getTextContent());
  }
}
