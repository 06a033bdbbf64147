package org.restante.shell.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.MimeIOException;
import org.apache.james.mime4j.codec.Base64InputStream;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.QuotedPrintableInputStream;
import org.apache.james.mime4j.stream.BodyDescriptor;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.Event;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.util.MimeUtil;
import org.restante.shell.text.Visible;
import org.restante.shell.text.Words;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One walk over a message, from its first octet to its last, in the order they come.
 *
 * <p>Nothing is known of what follows, so HTML waits until its multipart/alternative ends without a
 * plain text. A message inside is a body that is walked anew, so its header is bounded as well. For
 * one thread, for one message.
 */
final class MessageWalk {
    /** What is looked at to tell a character set that nobody named. */
    private static final int GUESSED_OCTETS = 8 * 1024;

    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    /** What mail servers tell people, in fields (RFC 3464, RFC 8098, RFC 5965, RFC 6533). */
    private static final Set<String> REPORTS =
            Set.of(
                    "message/delivery-status",
                    "message/disposition-notification",
                    "message/feedback-report",
                    "message/global-delivery-status",
                    "message/global-disposition-notification");

    private final Words words;
    private final Page page;
    private int depth;
    private int parts;
    private long textOctetsLeft = MessageView.TEXT_OCTETS_MAX;

    /** A multipart that is being read. */
    private static final class Multipart {
        final boolean alternative;
        boolean hasParts;
        boolean plainShown;
        Optional<String> html = Optional.empty();

        Multipart(boolean alternative) {
            this.alternative = alternative;
        }
    }

    /** Hears what mime4j is patient with. */
    private static final class Defects extends DecodeMonitor {
        boolean unclosed;
        boolean damaged;

        @Override
        public boolean warn(String error, String dropped) {
            if (error.equals(Event.MIME_BODY_PREMATURE_END.toString())) {
                unclosed = true;
            } else {
                damaged = true;
            }
            return false;
        }

        @Override
        public boolean isListening() {
            return true;
        }
    }

    MessageWalk(Words words, Page page) {
        this.words = words;
        this.page = page;
    }

    void message(InputStream octets) throws IOException {
        HeaderLimit limited = new HeaderLimit(octets, MessageHead.HEADER_OCTETS_MAX);
        Defects defects = new Defects();
        Deque<Multipart> open = new ArrayDeque<>();
        PartHeader header = new PartHeader();
        try {
            MimeTokenStream tokens = Mime.tokens(limited, defects);
            for (EntityState state = tokens.getState();
                    state != EntityState.T_END_OF_STREAM && parts <= MessageView.PARTS_MAX;
                    state = tokens.next()) {
                switch (state) {
                    case T_START_BODYPART -> {
                        header = new PartHeader();
                        open.element().hasParts = true;
                        count();
                    }
                    case T_FIELD -> header.take(tokens.getField());
                    case T_END_HEADER -> {
                        if (open.isEmpty()) {
                            head(header, limited);
                        }
                    }
                    case T_START_MULTIPART -> multipart(tokens, open);
                    case T_END_MULTIPART -> end(open, defects);
                    case T_BODY -> body(tokens, header, open);
                    case T_START_MESSAGE,
                            T_END_MESSAGE,
                            T_RAW_ENTITY,
                            T_START_HEADER,
                            T_PREAMBLE,
                            T_EPILOGUE,
                            T_END_BODYPART,
                            T_END_OF_STREAM -> {}
                }
            }
        } catch (MimeException | MimeIOException _) {
            // Of all that can be wrong, mime4j bears everything but this.
            tell(words.say("mail.part-header", MessageHead.HEADER_OCTETS_MAX));
        }
        while (!open.isEmpty()) {
            end(open, defects);
        }
    }

    private void count() throws IOException {
        parts++;
        if (parts > MessageView.PARTS_MAX) {
            tell(words.say("mail.parts", MessageView.PARTS_MAX));
        }
    }

    private void tell(String defect) throws IOException {
        page.line("[" + defect + "]");
    }

    private void head(PartHeader header, HeaderLimit limited) throws IOException {
        for (String line : header.lines()) {
            page.line(line);
        }
        if (limited.cut()) {
            tell(words.say("mail.header-cut", MessageHead.HEADER_OCTETS_MAX));
        }
        page.blank();
    }

    private void multipart(MimeTokenStream tokens, Deque<Multipart> open) throws IOException {
        BodyDescriptor type = tokens.getBodyDescriptor();
        open.push(new Multipart(type.getMimeType().equals("multipart/alternative")));
        depth++;
        Optional<String> refused = Optional.empty();
        if (depth > MessageView.DEPTH_MAX) {
            refused = Optional.of(words.say("mail.depth", MessageView.DEPTH_MAX));
        } else if (type.getBoundary().length() > MessageView.BOUNDARY_OCTETS_MAX) {
            refused = Optional.of(words.say("mail.boundary-long", MessageView.BOUNDARY_OCTETS_MAX));
        }
        if (refused.isPresent()) {
            open.element().hasParts = true;
            page.blank();
            tell(refused.get());
            // Once it has been read, mime4j looks for no parts in it.
            Limited.count(tokens.getInputStream());
        }
    }

    private void end(Deque<Multipart> open, Defects defects) throws IOException {
        Multipart ended = open.pop();
        depth--;
        if (ended.html.isPresent()) {
            page.blank();
            page.text(ended.html.get());
            page.endLine();
        }
        // A form of a form, as multipart/related in multipart/alternative.
        enclosingAlternative(open).ifPresent(it -> it.plainShown |= ended.plainShown);
        if (!ended.hasParts) {
            page.blank();
            tell(words.say("mail.boundary-never"));
        } else if (defects.unclosed) {
            page.blank();
            tell(words.say("mail.boundary-unclosed"));
        }
        defects.unclosed = false;
    }

    private static Optional<Multipart> enclosingAlternative(Deque<Multipart> open) {
        return open.stream().filter(it -> it.alternative).findFirst();
    }

    private void body(MimeTokenStream tokens, PartHeader header, Deque<Multipart> open)
            throws IOException {
        BodyDescriptor type = tokens.getBodyDescriptor();
        InputStream octets = tokens.getInputStream();
        page.blank();
        if (isMessage(type)) {
            messageInside(octets, type);
        } else if (!isText(type) || header.isAttachment()) {
            part(octets, type, header);
        } else {
            if (MimeUtil.isMultipart(header.type())) {
                tell(words.say("mail.boundary-untold"));
            }
            text(octets, type, header, enclosingAlternative(open));
        }
    }

    private static boolean isMessage(BodyDescriptor type) {
        return MimeUtil.isMessage(type.getMimeType())
                || type.getMimeType().equals("message/global");
    }

    private static boolean isText(BodyDescriptor type) {
        return type.getMediaType().equals("text") || REPORTS.contains(type.getMimeType());
    }

    private void messageInside(InputStream octets, BodyDescriptor type) throws IOException {
        if (depth == MessageView.DEPTH_MAX) {
            tell(words.say("mail.depth", MessageView.DEPTH_MAX));
            return;
        }
        count();
        page.line(words.say("mail.message"));
        depth++;
        page.indent();
        message(decoded(octets, type, new Defects()));
        page.endLine();
        page.outdent();
        depth--;
    }

    /**
     * Without its transfer encoding. Quoted-printable is bounded: its decoder keeps a run of white
     * space in memory until it knows whether the line ends behind it.
     */
    private InputStream decoded(InputStream octets, BodyDescriptor type, DecodeMonitor monitor) {
        String encoding = type.getTransferEncoding();
        if (MimeUtil.isBase64Encoding(encoding)) {
            return new Patient(new Base64InputStream(octets, monitor));
        }
        return MimeUtil.isQuotedPrintableEncoded(encoding)
                ? new Patient(
                        new QuotedPrintableInputStream(
                                new Limited(octets, MessageView.TEXT_OCTETS_MAX), monitor))
                : octets;
    }

    private void part(InputStream octets, BodyDescriptor type, PartHeader header)
            throws IOException {
        long count =
                MimeUtil.isBase64Encoding(type.getTransferEncoding())
                        ? Limited.count(new Base64InputStream(octets, DecodeMonitor.SILENT))
                        : 0;
        // Base64 may end before the part does.
        long rest = Limited.count(octets);
        part(type, header, count == 0 ? rest : count);
    }

    private void part(BodyDescriptor type, PartHeader header, long octets) throws IOException {
        String count = words.say("mail.octets", octets);
        tell(
                header.name()
                        .map(name -> words.say("mail.part", name, type.getMimeType(), count))
                        .orElseGet(
                                () -> words.say("mail.part-unnamed", type.getMimeType(), count)));
    }

    private void text(
            InputStream octets,
            BodyDescriptor type,
            PartHeader header,
            Optional<Multipart> alternative)
            throws IOException {
        boolean html = type.getSubType().equals("html");
        boolean plain = type.getSubType().equals("plain");
        if (!plain && alternative.filter(it -> it.plainShown).isPresent()) {
            part(octets, type, header);
            return;
        }
        Limited limited = new Limited(octets, textOctetsLeft);
        Defects defects = new Defects();
        InputStream decoded = new BufferedInputStream(decoded(limited, type, defects));
        tellEncoding(type);
        Reader reader = new InputStreamReader(decoded, charset(type, decoded));
        if (html) {
            String readable = HtmlText.of(reader);
            if (alternative.isPresent()) {
                alternative.get().html = Optional.of(readable);
            } else {
                page.text(readable);
            }
        } else {
            boolean shown = copy(reader);
            if (plain && shown && alternative.isPresent()) {
                alternative.get().plainShown = true;
                alternative.get().html = Optional.empty();
            }
        }
        page.endLine();
        textOctetsLeft -= limited.octets();
        long rest = limited.skipRest();
        if (rest > 0 && textOctetsLeft == 0) {
            tell(words.say("mail.more", rest));
        } else if (defects.damaged && MimeUtil.isBase64Encoding(type.getTransferEncoding())) {
            // What is wrong in quoted-printable is shown as it is.
            tell(words.say("mail.encoding-damaged", type.getTransferEncoding()));
        }
    }

    /** Returns whether there was anything to see. */
    private boolean copy(Reader reader) throws IOException {
        char[] block = new char[4 * 1024];
        boolean seen = false;
        for (int read; (read = reader.read(block)) >= 0; ) {
            CharBuffer piece = CharBuffer.wrap(block, 0, read);
            page.text(piece);
            seen |= !piece.toString().isBlank();
        }
        return seen;
    }

    private void tellEncoding(BodyDescriptor type) throws IOException {
        String encoding = type.getTransferEncoding();
        boolean known =
                switch (encoding.toLowerCase(Locale.ROOT)) {
                    case "7bit", "8bit", "binary" -> true;
                    default ->
                            MimeUtil.isBase64Encoding(encoding)
                                    || MimeUtil.isQuotedPrintableEncoded(encoding);
                };
        if (!known) {
            tell(words.say("mail.encoding-unknown", Visible.oneLine(encoding)));
        }
    }

    /** The one that is named; one that is not, or that is ASCII and cannot be, is told. */
    private Charset charset(BodyDescriptor type, InputStream text) throws IOException {
        String name = Optional.ofNullable(type.getCharset()).orElse("us-ascii");
        if (!name.equalsIgnoreCase("us-ascii")) {
            try {
                return Charset.forName(name);
            } catch (IllegalArgumentException _) {
                tell(words.say("mail.charset-unknown", name, ISO_8859_1.name()));
                return ISO_8859_1;
            }
        }
        text.mark(GUESSED_OCTETS);
        byte[] start = text.readNBytes(GUESSED_OCTETS);
        text.reset();
        boolean ascii = true;
        for (byte octet : start) {
            ascii &= octet >= 0;
        }
        if (ascii) {
            return UTF_8;
        }
        // An octet that is no UTF-8 is an error; a character that is cut at the end is none.
        boolean utf8 =
                !UTF_8.newDecoder()
                        .decode(ByteBuffer.wrap(start), CharBuffer.allocate(start.length), false)
                        .isError();
        Charset guessed = utf8 ? UTF_8 : WINDOWS_1252;
        tell(words.say("mail.charset-guessed", guessed.name()));
        return guessed;
    }
}
