using System.Text.Json.Nodes;
using Provisioning.Databases;
using Provisioning.Schema;

namespace Provisioning.CommandLine.Page.Live;

/// <summary>What a page over a live database is made of, and what it asks for while it is open. The database is only
/// read.</summary>
internal sealed class LivePage : IDisposable
{
    // What costs the database more is asked for less often.
    private static readonly TimeSpan Briefly = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ForAWhile = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, SharedAnswer> _answers;
    private readonly LiveRows _rows;
    private readonly LiveSamples _samples;
    private readonly LiveSubject _subject;

    // What is shown while the structure cannot be read.
    private PageSubject _last;

    /// <summary>The page.</summary>
    /// <param name="subject">What it is about.</param>
    /// <param name="title">What it is called.</param>
    /// <param name="structure">Reads the structure.</param>
    /// <param name="clock">The time.</param>
    public LivePage(
        LiveSubject subject,
        string title,
        Func<CancellationToken, Task<PageSubject>> structure,
        TimeProvider clock
    )
    {
        _subject = subject;
        var database = subject.Database;
        _last = new(title, database.Location, database.Dialect, new(DatabaseModel.Empty, new()));
        _samples = new(subject, clock);
        _rows = new(subject);
        var (status, doctor) = (new LiveStatus(subject), new LiveDoctor(subject, clock));
        _answers = new(StringComparer.Ordinal)
        {
            ["/"] = new(Briefly, token => PageAsync(structure, token), clock),
            ["/live/status"] = SharedAnswer.Json(Briefly, status.ReadAsync, clock),
            ["/live/plan"] = SharedAnswer.Json(ForAWhile, status.PlanAsync, clock),
            ["/live/history"] = SharedAnswer.Json(Briefly, status.HistoryAsync, clock),
            ["/live/doctor"] = SharedAnswer.Json(ForAWhile, doctor.ReadAsync, clock),
            ["/live/queries"] = SharedAnswer.Json(Briefly, new LiveQueries(subject).ReadAsync, clock),
            ["/live/backups"] = SharedAnswer.Json(ForAWhile, new LiveBackups(subject, clock).ReadAsync, clock),
        };
    }

    /// <summary>Takes samples until it is cancelled.</summary>
    public Task SampleAsync(CancellationToken token) => _samples.RunAsync(token);

    /// <summary>The answer to a path: the page for <c>/</c>, else a JSON document; null where there is none.</summary>
    /// <param name="path">The path.</param>
    /// <param name="table">The table that is asked for, with its schema where that is not the default one.</param>
    /// <param name="token">Cancels the operation.</param>
    public async Task<string?> AnswerAsync(string path, string? table, CancellationToken token) =>
        path switch
        {
            "/live/now" => PageText.Json(_samples.Now()),
            "/live/samples" => PageText.Json(_samples.Json()),
            "/live/rows" when table is not null && _subject.ShowsRows => PageText.Json(
                await _rows.ReadAsync(_last.Structure.Model, table, token)
            ),
            _ => _answers.TryGetValue(path, out var answer) ? await answer.GetAsync(token) : null,
        };

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var answer in _answers.Values)
        {
            answer.Dispose();
        }

        _rows.Dispose();
    }

    private async Task<string> PageAsync(Func<CancellationToken, Task<PageSubject>> structure, CancellationToken token)
    {
        string? unread = null;
        try
        {
            _last = await structure(token);
        }
        catch (StatementFailedException error) when (error.IsLockNotAvailable)
        {
            // That is what one looks at the page for.
            unread = "Others hold a table so that its structure cannot be read.";
        }

        return SchemaPage.Of(_last, Settings(unread));
    }

    private JsonObject Settings(string? unread) =>
        new()
        {
            ["unread"] = unread,
            ["every"] = _subject.Every.TotalSeconds,
            ["rows"] = _subject.ShowsRows,
            ["backups"] = _subject.Backups.Count > 0 || _subject.Drills.Count > 0,
            ["system"] = _subject.System?.Name,
        };
}
