using System.Text.RegularExpressions;

namespace Provisioning.Sqlite.Dialect;

// Values of primary keys. A column may hold values of several types: each is kept as the literal that SQLite makes.
public partial class SqliteDialect
{
    /// <inheritdoc />
    internal override bool HasNullKeys => true;

    /// <inheritdoc />
    internal override string KeyText(string column) => $"quote({column})";

    /// <inheritdoc />
    internal override string KeyLiteral(string text) =>
        KeyLiterals().IsMatch(text)
            ? text
            : throw new ProvisioningException(
                "The ledger's column backfilled_to holds what is no value of a key. Restore what it had, or set it to "
                    + "NULL where the rows may be done once more from the beginning."
            );

    [GeneratedRegex(@"\A(?:-?[0-9][0-9.eE+-]*|[xX]?'(?:[^']|'')*')\z", RegexOptions.None, 1000)]
    private static partial Regex KeyLiterals();
}
