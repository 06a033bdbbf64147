package org.restante.server.pop3;

import org.restante.protocol.Content;
import org.restante.protocol.MessageNumber;
import org.restante.protocol.UniqueId;
import org.restante.protocol.pop3.Command;
import org.restante.protocol.pop3.Reply;
import org.restante.protocol.pop3.ResponseCode;
import org.restante.protocol.utf8.AsciiView;
import org.restante.server.session.OpenMaildrop;
import org.restante.server.text.Text;
import org.restante.store.ListedMessage;
import org.restante.store.MessageGoneException;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;

/** What a session does with the maildrop that it holds (RFC 1939 §5); confined to its thread. */
final class MaildropCommands {
    private final Voice voice;
    private final boolean nulReplaced;
    private final Failure failure;

    /** Tells the log that something failed. */
    @FunctionalInterface
    interface Failure {
        void tell(String doing, IOException cause);
    }

    MaildropCommands(Voice voice, boolean nulReplaced, Failure failure) {
        this.voice = voice;
        this.nulReplaced = nulReplaced;
        this.failure = failure;
    }

    /**
     * Answers a command that looks at the maildrop or marks messages.
     *
     * @param utf8 whether the client takes messages as they are (RFC 6856 §2.1)
     */
    Reply answer(OpenMaildrop maildrop, Command.OnMaildrop command, boolean utf8) {
        return switch (command) {
            case Command.Stat _ -> Reply.ok(maildrop.count() + " " + maildrop.octets());
            case Command.List(var number) -> list(maildrop, number);
            case Command.Uidl(var number) -> uidl(maildrop, number);
            case Command.Retr(var number) -> retr(maildrop, number, utf8);
            case Command.Top(var number, long lines) -> top(maildrop, number, lines, utf8);
            case Command.Dele(var number) ->
                    one(
                            maildrop,
                            number,
                            message -> {
                                maildrop.mark(number, message);
                                return voice.ok(Text.DELETED, number.value());
                            });
            case Command.Rset _ -> {
                maildrop.unmarkAll();
                yield voice.ok(Text.MAILDROP, maildrop.count(), maildrop.octets());
            }
        };
    }

    private Reply list(OpenMaildrop maildrop, Optional<MessageNumber> number) {
        if (number.isEmpty()) {
            return new Reply.Scan(
                    voice.say(Text.MAILDROP, maildrop.count(), maildrop.octets()),
                    out -> maildrop.scan((n, message) -> out.numberedLine(n, message.octets())));
        }
        return one(
                maildrop,
                number.get(),
                message -> Reply.ok(number.get().value() + " " + message.octets()));
    }

    private Reply uidl(OpenMaildrop maildrop, Optional<MessageNumber> number) {
        if (number.isEmpty()) {
            byte[] id = new byte[UniqueId.OCTETS_MAX];
            return new Reply.Scan(
                    voice.say(Text.UNIQUE_IDS),
                    out -> maildrop.scan((n, message) -> out.numberedLine(n, id, message.id(id))));
        }
        return one(
                maildrop,
                number.get(),
                message -> Reply.ok(number.get().value() + " " + message.id()));
    }

    private Reply retr(OpenMaildrop maildrop, MessageNumber number, boolean utf8) {
        return one(
                maildrop,
                number,
                message ->
                        content(
                                maildrop,
                                message,
                                utf8,
                                content -> {
                                    maildrop.sending(number);
                                    return new Reply.Message(
                                            voice.say(Text.OCTETS, content.octets()), content);
                                }));
    }

    private Reply top(OpenMaildrop maildrop, MessageNumber number, long bodyLines, boolean utf8) {
        return one(
                maildrop,
                number,
                message ->
                        content(
                                maildrop,
                                message,
                                utf8,
                                content -> new Reply.Top(voice.say(Text.TOP), content, bodyLines)));
    }

    private Reply content(
            OpenMaildrop maildrop,
            ListedMessage message,
            boolean utf8,
            Function<Content, Reply> reply) {
        try {
            Content stored = maildrop.open(message.id());
            if (utf8) {
                return reply.apply(sendable(stored));
            }
            return switch (AsciiView.of(stored)) {
                case AsciiView.AsStored(var content) -> reply.apply(sendable(content));
                case AsciiView.Surrogate(var content) -> reply.apply(sendable(content));
                case AsciiView.Impossible _ -> voice.err(ResponseCode.UTF8, Text.NEEDS_UTF8);
            };
        } catch (MessageGoneException _) {
            return voice.err(ResponseCode.SYS_TEMP, Text.MESSAGE_MOVED);
        } catch (IOException e) {
            failure.tell("reading message " + message.id() + " of " + maildrop.account().name(), e);
            return voice.err(ResponseCode.SYS_TEMP, Text.TRY_LATER);
        }
    }

    private Content sendable(Content content) {
        return nulReplaced ? WithoutNul.of(content) : content;
    }

    private Reply one(
            OpenMaildrop maildrop, MessageNumber number, Function<ListedMessage, Reply> reply) {
        OpenMaildrop.Found found;
        try {
            found = maildrop.find(number);
        } catch (IOException e) {
            failure.tell("reading the listing of " + maildrop.account().name(), e);
            return voice.err(ResponseCode.SYS_TEMP, Text.TRY_LATER);
        }
        return switch (found) {
            case OpenMaildrop.Found.Message(var message) -> reply.apply(message);
            case OpenMaildrop.Found.Marked _ -> voice.err(Text.ALREADY_DELETED, number.value());
            case OpenMaildrop.Found.Unknown _ -> voice.err(Text.NO_SUCH_MESSAGE);
        };
    }
}
