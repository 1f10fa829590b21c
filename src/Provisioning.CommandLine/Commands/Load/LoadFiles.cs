using System.Text;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Schema;
using Provisioning.Seeding;
using Provisioning.Seeding.Filling;
using Provisioning.Transfer.Format;

namespace Provisioning.CommandLine.Commands.Load;

/// <summary>Writes the rows of a load to files.</summary>
/// <param name="model">The structure.</param>
/// <param name="dialect">How SQL is spelled.</param>
/// <param name="progress">Receives each table's progress.</param>
internal sealed class LoadFiles(DatabaseModel model, Dialect dialect, IProgress<SeedProgress> progress)
{
    private const int RowsPerReport = 10_000;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes them: to a folder, a CSV file for each table, or to a file of SQL.</summary>
    /// <exception cref="ProvisioningException">A file cannot be written, or is there already.</exception>
    public async Task WriteAsync(
        IReadOnlyList<(FilledTable Table, RowSource? Rows)> tables,
        string? folder,
        string? file,
        CancellationToken token
    )
    {
        try
        {
            if (folder is not null)
            {
                Directory.CreateDirectory(folder);
                foreach (var rows in tables.Select(found => found.Rows).OfType<RowSource>())
                {
                    await WriteCsvAsync(Path.Combine(folder, $"{rows.Table}.csv"), rows, token);
                }

                return;
            }

            await using var text = New(file!);
            var script = new LoadScript(dialect, text);
            await text.WriteAsync("BEGIN;\n".AsMemory(), token);
            foreach (var rows in tables.Select(found => found.Rows).OfType<RowSource>())
            {
                await script.WriteAsync(model.Find(rows.Table)!, rows, new Forwarded(progress, rows), token);
            }

            await text.WriteAsync("COMMIT;\n".AsMemory(), token);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ProvisioningException(
                $"The rows cannot be written: {error.Message} Give a place that can be written and has no such file.",
                error
            );
        }
    }

    private static StreamWriter New(string path) =>
        new(new FileStream(path, FileMode.CreateNew, FileAccess.Write), Utf8, bufferSize: 1 << 16);

    private async Task WriteCsvAsync(string path, RowSource rows, CancellationToken token)
    {
        var report = new Forwarded(progress, rows);
        var reader = new RowReader(rows);
        await using var text = New(path);
        await using var csv = new CsvText(text);
        await csv.WriteAsync([.. rows.Columns.Select(column => column.Name)], token);
        for (var row = 0L; row < rows.Count; row++)
        {
            await csv.WriteAsync([.. reader.Read(row).Select(RowReader.Text)], token);
            if ((row + 1) % RowsPerReport == 0 || row + 1 == rows.Count)
            {
                report.Report(row + 1);
            }
        }
    }

    // Not System.Progress, which passes reports on to other threads and so out of order.
    private sealed class Forwarded(IProgress<SeedProgress> progress, RowSource rows) : IProgress<long>
    {
        public void Report(long value) => progress.Report(new(rows.Table, value, rows.Count));
    }
}
