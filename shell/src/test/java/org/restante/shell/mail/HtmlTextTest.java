package org.restante.shell.mail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.StringReader;

final class HtmlTextTest {
    @Test
    void paragraphsAndLinesStandOnTheirOwn() throws IOException {
        assertThat(
                        text(
                                """
                                <!DOCTYPE html>
                                <html><head><title>No</title><style>p > a { color: red }</style>
                                <script>if (a < b && c > d) document.write("<p>no</p>");</script>
                                </head><body>
                                <h1>A   title</h1>
                                <p>One
                                 two<br>three<br/><br>four</p>
                                <div>five</div><div>six</div>
                                <ul><li>seven</li><li>eight</ul>
                                <table><tr><td>a</td><td>b</td></tr><tr><th>c<th>d</table>
                                </body></html>
                                """))
                .isEqualTo(
                        """
                        A title

                        One two
                        three

                        four

                        five
                        six

                        * seven
                        * eight

                        a b
                        c d\
                        """);
    }

    @Test
    void aLinkTellsWhereItLeads() throws IOException {
        assertThat(text("<a href=\"https://evil.example/?a=1&amp;b=2\">My <b>bank</b></a>."))
                .isEqualTo("My bank (https://evil.example/?a=1&b=2).");
        assertThat(text("<A HREF='https://a.example/'>https://a.example/</A>"))
                .isEqualTo("https://a.example/");
        assertThat(text("<a href=mailto:a@example.org>a@example.org</a>"))
                .isEqualTo("a@example.org");
        assertThat(text("<a href=#top>up</a> <a name=x>here</a> <a href='javascript:x()'>do</a>"))
                .isEqualTo("up here do");
        assertThat(text("<a href=https://a.example>one<a href=https://b.example>two"))
                .isEqualTo("one (https://a.example)two (https://b.example)");
    }

    @Test
    void anAddressInTheValueOfAnotherAttributeIsNone() throws IOException {
        assertThat(text("<a title=' href=https://good.example' href=https://evil.example>x</a>"))
                .isEqualTo("x (https://evil.example)");
    }

    @Test
    void characterReferencesAreResolved() throws IOException {
        assertThat(text("&lt;p&gt; &amp;amp; &eacute;&Eacute; &euro; &#233;&#xE9;&#x1F600; &copy"))
                .isEqualTo("<p> &amp; éÉ € éé😀 ©");
        assertThat(text("&#146;&#0;&#xD800;&#x110000;&#99999999999;"))
                .isEqualTo("’\0��&#99999999999;");
        assertThat(text("AT&T & &; &nosuch; &# &#x; &")).isEqualTo("AT&T & &; &nosuch; &# &#x; &");
        assertThat(text("&yuml;&nbsp;.")).isEqualTo("ÿ\u00A0.");
    }

    @Test
    void preformattedTextKeepsItsLinesAndSpaces() throws IOException {
        assertThat(text("a<pre>b\r\n  c\n\nd</pre>e")).isEqualTo("a\n\nb\n  c\n\nd\n\ne");
    }

    @Test
    void commentsAreNoText() throws IOException {
        assertThat(text("a<!-- <p> > -- b -->c<!-->d<!---->e<!>f<![if x]>g<?xml?>h"))
                .isEqualTo("acdefgh");
    }

    @Test
    void anImageIsTheWordsThatStandForIt() throws IOException {
        assertThat(text("<img src=x.png alt=\"A cat\"><img src=y>")).isEqualTo("A cat");
    }

    @Test
    void whatIsNoTagIsText() throws IOException {
        assertThat(text("1 < 2 and <3 > <")).isEqualTo("1 < 2 and <3 > <");
    }

    @Test
    void aStrayQuotationMarkHidesNothing() throws IOException {
        assertThat(text("<p align=left\">one</p> <b \"c>two</b>")).isEqualTo("one\n\ntwo");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<", "<a", "<a href=\"x", "<!", "<!-", "<!--", "</", "&", "&#", "<style>x"})
    void anEndAnywhereIsNoError(String html) throws IOException {
        assertThat(text("one" + html)).startsWith("one");
    }

    @Test
    void hostileInputTakesTimeInProportion() throws IOException {
        int many = 250_000;
        assertThat(text("</a>".repeat(many))).isEmpty();
        assertThat(text("<a href=x>" + "y</a>".repeat(many))).hasSize(many + " (x)".length());
        assertThat(text("<a =" + " ".repeat(10_000) + "\"".repeat(1_000_001))).isEmpty();
        assertThat(text("<".repeat(1_000_000))).hasSize(1_000_000);
        assertThat(text("<!-".repeat(many))).isEmpty();
        assertThat(text("<pre>".repeat(many) + "x")).isEqualTo("x");
    }

    private static String text(String html) throws IOException {
        return HtmlText.of(new StringReader(html));
    }
}
