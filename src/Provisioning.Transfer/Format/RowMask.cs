using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.Transfer.Format;

/// <summary>Changes the values of rows on their way out of a database, so that what they say of people does not get
/// where they go.</summary>
public abstract class RowMask
{
    /// <summary>Looks at the tables whose rows will come. To be called once, before the first row.</summary>
    /// <param name="model">The structure that the rows are of.</param>
    /// <param name="dialect">The engine's.</param>
    /// <exception cref="ProvisioningException">It is not decided for each column what becomes of its
    /// values.</exception>
    public abstract void Begin(DatabaseModel model, Dialect dialect);

    /// <summary>Whether values of the table change. Rows of one that it does not change may go by unseen.</summary>
    /// <param name="table">The table.</param>
    /// <exception cref="ProvisioningException">The table was not among those that <see cref="Begin"/> has
    /// seen.</exception>
    public abstract bool Changes(ObjectName table);

    /// <summary>The rows with their values changed; as many, in the same order. An array is used again for the next
    /// row.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">The columns, in the order of the values.</param>
    /// <param name="rows">The rows, each value as the engine's text, null for NULL.</param>
    /// <param name="token">Cancels the operation.</param>
    public abstract IAsyncEnumerable<string?[]> Apply(
        ObjectName table,
        IReadOnlyList<string> columns,
        IAsyncEnumerable<string?[]> rows,
        CancellationToken token
    );
}
