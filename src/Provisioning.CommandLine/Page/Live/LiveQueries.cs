using System.Text.Json.Nodes;
using Provisioning.Administration.Health;
using Provisioning.CommandLine.Commands.Reports;

namespace Provisioning.CommandLine.Page.Live;

/// <summary>Who is connected to a live database, what runs, and who waits for whom.</summary>
internal sealed class LiveQueries(LiveSubject subject)
{
    private const long Most = 200;

    /// <summary>What <c>provision report activity</c> and <c>provision report locks</c> say.</summary>
    public async Task<JsonObject> ReadAsync(CancellationToken token)
    {
        try
        {
            return new()
            {
                ["most"] = Most,
                ["activity"] = ReportCommands.Rows(await AskAsync("activity", token)),
                ["locks"] = ReportCommands.Rows(await AskAsync("locks", token)),
            };
        }
        catch (ReportNotAvailableException error)
        {
            return new() { ["refused"] = error.Message };
        }
    }

    private Task<RunBookTable> AskAsync(string report, CancellationToken token) =>
        RunBook.AskAsync(subject.Database, report, Most, token);
}
