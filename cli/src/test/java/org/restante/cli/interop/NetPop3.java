package org.restante.cli.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Net::POP3 of Perl's standard library. */
final class NetPop3 implements Client {
    private final boolean apop;

    NetPop3() {
        this(false);
    }

    NetPop3(boolean apop) {
        this.apop = apop;
    }

    private static final String SCRIPT =
            """
            use strict;
            use Net::POP3;
            my ($security, $port, $user, $password, $certificate, $folder, $how) = @ARGV;
            my @tls = (SSL_ca_file => $certificate);
            my $pop = Net::POP3->new("127.0.0.1", Port => $port,
                $security eq "POP3S" ? (SSL => 1, @tls) : ()) or die "no connection: $@";
            if ($security eq "STLS") { $pop->starttls(@tls) or die "no TLS: " . $pop->message; }
            defined ($how eq "APOP" ? $pop->apop($user, $password) : $pop->login($user, $password))
                or die "no login: " . $pop->message;
            for my $number (sort keys %{$pop->list}) {
                my $lines = $pop->get($number) or die "no message $number: " . $pop->message;
                open(my $out, ">:raw", "$folder/$number") or die $!;
                print $out @$lines;
                close($out) or die $!;
            }
            $pop->quit;
            """;

    @Override
    public String toString() {
        return "Net::POP3";
    }

    @Override
    public Set<Security> securities() {
        return EnumSet.allOf(Security.class);
    }

    @Override
    public Fetched fetch(ServerProcess server, Security security, Login login, Path folder)
            throws IOException, InterruptedException {
        Path messages = Files.createDirectory(folder.resolve("messages"));
        Program.Result result =
                Program.run(
                        "perl libio-socket-ssl-perl",
                        folder,
                        Map.of(),
                        List.of(
                                "perl",
                                "-e",
                                SCRIPT,
                                security.name(),
                                String.valueOf(security.port(server)),
                                login.account(),
                                login.secret(),
                                server.certificate().toString(),
                                messages.toString(),
                                apop ? "APOP" : "USER"));
        return Fetched.files(messages, result);
    }
}
