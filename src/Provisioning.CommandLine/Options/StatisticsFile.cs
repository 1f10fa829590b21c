using Provisioning.Linting;
using Provisioning.Schema;
using Provisioning.Seeding.Filling;

namespace Provisioning.CommandLine.Options;

/// <summary>The file that <c>provision stats</c> writes.</summary>
internal static class StatisticsFile
{
    /// <summary>What made-up rows are to be like, to be like those of the statistics.</summary>
    public static IReadOnlyDictionary<ObjectName, TableShape> Shapes(DatabaseStatistics statistics)
    {
        var keys = statistics.ForeignKeys.Where(key => key.Columns.Count == 1).ToLookup(key => key.Table);
        return statistics
            .Tables.Where(table => table.Rows > 0)
            .ToDictionary(
                table => table.Name,
                table => new TableShape(
                    table.Columns.ToDictionary(
                        column => column.Name,
                        column => new ColumnShape(column.Nulls, column.Width, column.Histogram, column.IsTime),
                        StringComparer.Ordinal
                    ),
                    keys[table.Name]
                        .Where(key => key.Average is > 0)
                        .DistinctBy(key => key.Columns[0], StringComparer.Ordinal)
                        .ToDictionary(
                            key => key.Columns[0],
                            key => new KeyShape(key.Average!.Value, (key.Most ?? 0) / (double)table.Rows),
                            StringComparer.Ordinal
                        )
                )
            );
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="ProvisioningException">It cannot be read, or holds something else.</exception>
    public static DatabaseStatistics Read(string file)
    {
        try
        {
            return DatabaseStatistics.Parse(File.ReadAllText(file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ProvisioningException($"{file} cannot be read: {error.Message}", error);
        }
        catch (ProvisioningException error)
        {
            throw new ProvisioningException($"{file}: {error.Message}", error);
        }
    }
}
