using System.Globalization;
using Provisioning.IntegrationTests.Support;
using Provisioning.Testing.Servers;

namespace Provisioning.Benchmarks;

/// <summary>What made-up rows take, whole processes, beside the engine's own client loading the same rows from a file:
/// no generator can be faster than that on one connection. Rounds are interleaved.</summary>
/// <param name="rows">How many rows.</param>
/// <param name="folder">Where it may work.</param>
/// <param name="provision">The command.</param>
/// <param name="server">The server; null for none.</param>
internal sealed class SeedBench(int rows, string folder, string provision, ThrowAwayServer? server)
{
    private const int Rounds = 3;
    private const string Database = "bench_seed";

    private static readonly string[] Columns = ["", "ms", "CPU s", "MB", "beside", "rows a second", "ratio"];

    // {0} is the key of events, {1} the type of a moment, {2} that of a document.
    private const string Tables = """
        CREATE TABLE users (id integer PRIMARY KEY, email varchar(80) NOT NULL);
        CREATE TABLE events (id bigint NOT NULL{0}, user_id integer NOT NULL, kind text NOT NULL, body text, score numeric(8,2),
          amount integer, is_open boolean NOT NULL, meta {2}, created_at {1} NOT NULL, updated_at {1});
        """;

    private const string Indexes =
        "CREATE INDEX events_user ON events (user_id); CREATE INDEX events_created ON events (created_at);";

    /// <summary>Measures, and adds what was found to the report.</summary>
    public async Task RunAsync(Report report)
    {
        report.Heading("Made-up rows");
        report.Paragraph(
            $"""
            `seed --auto` with {rows.ToString(
                "#,0",
                CultureInfo.InvariantCulture
            )} rows of ten columns, beside psql and sqlite3 loading the same rows from a file (PostgreSQL's binary COPY, SQLite's .import
            of CSV, which is one prepared INSERT in C). The ratio is the speed of ours to theirs.
            """
        );
        var table = new List<string[]> { Columns };
        if (server is not null)
        {
            table.AddRange(await PostgreSqlAsync(new PostgreSqlEngine(server), isIndexed: false));
            table.AddRange(await PostgreSqlAsync(new PostgreSqlEngine(server), isIndexed: true));
        }

        table.AddRange(await SqliteAsync(new SqliteEngine(folder)));
        report.Table(table);
    }

    private string[] Seed(string url, string writers) =>
        [
            "seed",
            "--auto",
            "--rows",
            string.Create(CultureInfo.InvariantCulture, $"events={rows},users=1000"),
            "--writers",
            writers,
            "--yes",
            "--url",
            url,
        ];

    private async Task<IEnumerable<string[]>> PostgreSqlAsync(PostgreSqlEngine engine, bool isIndexed)
    {
        var (url, file) = (engine.Url(Database), Path.Combine(folder, "events.copy"));
        var what = isIndexed ? "with a primary key and two indexes" : "a heap";
        var (one, two, floor) = (
            new Measurement($"PostgreSQL, {what}, one connection"),
            new Measurement($"PostgreSQL, {what}, two connections"),
            new Measurement("COPY")
        );
        async Task StartAsync()
        {
            await engine.RecreateAsync(Database);
            await Shell.OutputAsync("psql", "-Xqc", Sql("timestamptz", "jsonb", isIndexed), url);
        }

        for (var round = 0; round < Rounds; round++)
        {
            await StartAsync();
            await one.TimeAsync(provision, Seed(url, "1"));
            await Shell.OutputAsync("psql", "-Xqc", $"\\copy events TO '{file}' (FORMAT binary)", url);
            await StartAsync();
            await two.TimeAsync(provision, Seed(url, "2"));
            await StartAsync();
            await floor.TimeAsync("psql", "-Xqc", $"\\copy events FROM '{file}' (FORMAT binary)", url);
        }

        await engine.DropAsync(Database);
        File.Delete(file);
        return [Row(one, floor), Row(two, floor)];
    }

    private async Task<IEnumerable<string[]>> SqliteAsync(SqliteEngine engine)
    {
        var (url, file) = (engine.Url(Database), Path.Combine(folder, "events.csv"));
        var path = Path.Combine(folder, $"{Database}.db");
        var (one, floor) = (new Measurement("SQLite, a primary key and two indexes"), new Measurement(".import"));
        async Task StartAsync()
        {
            await engine.RecreateAsync(Database);
            await Shell.OutputAsync("sqlite3", path, Sql("datetime", "text", isIndexed: true));
        }

        for (var round = 0; round < Rounds; round++)
        {
            await StartAsync();
            await one.TimeAsync(provision, Seed(url, "1"));
            await Shell.OutputAsync("sqlite3", "-csv", "-cmd", $".output {file}", path, "SELECT * FROM events");
            await StartAsync();
            await floor.TimeAsync("sqlite3", "-csv", path, $".import {file} events");
        }

        await engine.DropAsync(Database);
        File.Delete(file);
        return [Row(one, floor)];
    }

    internal static string Sql(string moment, string document, bool isIndexed) =>
        Tables
            .Replace("{0}", isIndexed ? " PRIMARY KEY" : "", StringComparison.Ordinal)
            .Replace("{1}", moment, StringComparison.Ordinal)
            .Replace("{2}", document, StringComparison.Ordinal) + (isIndexed ? Indexes : "");

    private string[] Row(Measurement ours, Measurement floor) =>
        [
            ours.Name,
            $"{ours}",
            Report.Number(ours.CpuSeconds),
            Report.Number(ours.PeakMegabytes),
            $"{floor.Name} {floor}",
            (rows / ours.Median * 1000).ToString("#,0", CultureInfo.InvariantCulture),
            Report.Ratio(floor.Median / ours.Median),
        ];
}
