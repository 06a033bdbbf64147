package org.restante.server.pop3;

import org.restante.protocol.pop3.Mistake;
import org.restante.protocol.pop3.Reply;
import org.restante.protocol.pop3.ResponseCode;
import org.restante.server.text.Language;
import org.restante.server.text.Text;

/** Replies in the language of one session; confined to its thread. */
final class Voice {
    private Language language = Language.ENGLISH;

    Language language() {
        return language;
    }

    void speak(Language chosen) {
        language = chosen;
    }

    String say(Text text, Object... arguments) {
        return language.say(text, arguments);
    }

    Reply ok(Text text, Object... arguments) {
        return Reply.ok(say(text, arguments));
    }

    Reply err(Text text, Object... arguments) {
        return Reply.err(say(text, arguments));
    }

    Reply err(ResponseCode code, Text text, Object... arguments) {
        return Reply.err(code, say(text, arguments));
    }

    Reply err(Mistake mistake) {
        return err(
                switch (mistake) {
                    case UNKNOWN_COMMAND -> Text.UNKNOWN_COMMAND;
                    case OTHER_PROTOCOL -> Text.OTHER_PROTOCOL;
                    case LINE_TOO_LONG -> Text.LINE_TOO_LONG;
                    case NOT_ASCII -> Text.NOT_ASCII;
                    case NOT_UTF8 -> Text.NOT_UTF8;
                    case NO_ARGUMENTS_ALLOWED -> Text.NO_ARGUMENTS_ALLOWED;
                    case MESSAGE_NUMBER_WANTED -> Text.MESSAGE_NUMBER_WANTED;
                    case TOP_ARGUMENTS_WANTED -> Text.TOP_ARGUMENTS_WANTED;
                    case NAME_WANTED -> Text.NAME_WANTED;
                    case PASSWORD_WANTED -> Text.PASSWORD_WANTED;
                    case APOP_ARGUMENTS_WANTED -> Text.APOP_ARGUMENTS_WANTED;
                    case MECHANISM_WANTED -> Text.MECHANISM_WANTED;
                    case ONE_INITIAL_RESPONSE_ALLOWED -> Text.ONE_INITIAL_RESPONSE_ALLOWED;
                    case ONE_LANGUAGE_ALLOWED -> Text.ONE_LANGUAGE_ALLOWED;
                });
    }
}
