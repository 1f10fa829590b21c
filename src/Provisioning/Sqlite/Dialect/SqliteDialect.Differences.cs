using Provisioning.Schema;

namespace Provisioning.Sqlite.Dialect;

// SQL for the difference of two structures that no operation has.
public partial class SqliteDialect
{
    /// <inheritdoc />
    internal override string? Undoing(UnmodelledPart part, DatabaseModel model)
    {
        if (part.Kind is "virtual table")
        {
            return $"DROP TABLE {Quote(part.Name)}";
        }

        var tokens = new SqliteTokens(part.Text);
        var trigger = tokens.Find(0, "TRIGGER");
        return part.Text.StartsWith("CREATE ", StringComparison.OrdinalIgnoreCase) && trigger < tokens.Count
            ? $"DROP TRIGGER {Quote(tokens.Name(trigger + 1))}"
            : null;
    }
}
