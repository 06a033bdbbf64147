package org.restante.cli.account;

import org.restante.accounts.password.PasswordScheme;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a scheme by the name that it has in a passwd-file. */
final class SchemeConverter implements ITypeConverter<PasswordScheme> {
    @Override
    public PasswordScheme convert(String name) {
        return PasswordScheme.find(name)
                .orElseThrow(() ->
                        new TypeConversionException(
                                "the password scheme " + name + " is not known"));
    }
}
