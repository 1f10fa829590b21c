using Deque.AxeCore.Commons;
using Provisioning.CommandLine.Tests.Page;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Serve;

/// <summary>The page of <c>provision serve</c> in a real browser.</summary>
public sealed class ServeBrowserTests(PostgreSqlServer server, Chromium browser) : IClassFixture<Chromium>
{
    private static readonly string[] Pages = ["status", "history", "health", "queries", "backups"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task Every_page_is_shown_axe_finds_nothing_and_nothing_is_asked_of_others(Engine engine)
    {
        await using var database = await TestDatabase.InitializedAsync("towow", engine, server, Token);
        await using var served = await ServedPage.StartAsync(
            "--system",
            "towow",
            "--url",
            database.Url,
            "--every",
            "1"
        );
        var page = await browser.OpenAsync(served.Url.AbsoluteUri);
        await page.UntilAsync("document.querySelector('#side a[title=demands]')");
        Assert.Equal(served.Url.GetLeftPart(UriPartial.Path), await HrefAsync(page));

        foreach (var name in Pages)
        {
            await page.ClickAsync($"header nav a[href='#/{name}']");
            await page.UntilAsync($"location.hash === '#/{name}' && !document.querySelector('#main [aria-busy=true]')");
            await AssertAccessibleAsync(page, name);
        }

        await page.ValueAsync("location.hash = '#/health'");
        await page.UntilAsync("document.querySelector('.spark path')");
        Assert.Contains(
            engine is Engine.PostgreSql ? "connections" : "integrity",
            await page.TextAsync("#main"),
            StringComparison.Ordinal
        );
        await page.ValueAsync("location.hash = '#/t/demands'");
        await page.UntilAsync("document.title.startsWith('demands')");
        await page.ValueAsync(
            "[...document.querySelectorAll('#main button')].find(b => b.textContent === 'Show rows').click()"
        );
        await page.UntilAsync("document.querySelector('#main')?.textContent.includes('It has no rows.')");
        await AssertAccessibleAsync(page, "rows");

        var (requests, complaints) = page.Heard();
        Assert.All(requests, url =>
            Assert.StartsWith(
                served.Url.GetLeftPart(UriPartial.Authority),
                url.Replace("data:,", $"{served.Url}", StringComparison.Ordinal),
                StringComparison.Ordinal
            )
        );
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task The_keyboard_alone_opens_a_page_and_a_reload_needs_no_token()
    {
        await using var database = await TestDatabase.InitializedAsync("towow", Engine.Sqlite, server, Token);
        await using var served = await ServedPage.StartAsync("--system", "towow", "--url", database.Url);
        var page = await browser.OpenAsync(served.Url.AbsoluteUri, "#/t/demands");
        await page.UntilAsync("document.title.startsWith('demands')");

        await page.PressAsync("k", modifiers: 2);
        await page.UntilAsync("document.activeElement.getAttribute('role') === 'combobox'");
        await page.TypeAsync("history");
        await page.UntilAsync("document.querySelector('[role=option] span').textContent === 'History'");
        await page.PressAsync("Enter");
        await page.UntilAsync("document.querySelector('#main')?.textContent.includes('M004_KeepUpdatedAt')");

        await page.ValueAsync("window.old = true; location.reload()");
        await page.UntilAsync(
            "!window.old && document.querySelector('#main')?.textContent.includes('M004_KeepUpdatedAt')"
        );
        Assert.DoesNotContain(served.Token, await HrefAsync(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_stopped_is_shown_and_the_page_goes_on_when_it_is_back()
    {
        using var workplace = new Workplace();
        await using var database = await TestDatabase.InitializedAsync("towow", Engine.Sqlite, server, Token);
        string[] serve =
        [
            "--system",
            "towow",
            "--url",
            database.Url,
            "--every",
            "1",
            "--token-file",
            Path.Combine(workplace.Folder, "serve.token"),
        ];
        BrowserPage page;
        Uri url;
        await using (var served = await ServedPage.StartAsync(serve))
        {
            url = served.Url;
            page = await browser.OpenAsync(url.AbsoluteUri, "#/status");
            await page.UntilAsync("document.querySelector('#main')?.textContent.includes('4 applied')");
        }

        await page.UntilAsync("document.querySelector('#notice')?.textContent.includes('has stopped')");
        await ProvisionProcess.RunAsync(Token, ["down", "--system", "towow", "--url", database.Url, "--yes"]);
        await using (var again = await ServedPage.StartAsync([.. serve, "--port", $"{url.Port}"]))
        {
            Assert.Equal(url, again.Url);
            await page.UntilAsync("document.querySelector('#main')?.textContent.includes('3 applied')");
            await page.UntilAsync("document.querySelector('#notice')?.textContent.includes('at version 3 now')");
        }

        await using var other = await ServedPage.StartAsync([.. serve[..^2], "--port", $"{url.Port}"]);
        await page.UntilAsync("document.querySelector('#notice')?.textContent.includes('another token')");
    }

    [Fact]
    public async Task Who_waits_for_whom_is_a_diagram()
    {
        await using var database = await TestDatabase.InitializedAsync("towow", Engine.PostgreSql, server, Token);
        await using var holder = await database.OpenAsync(Token);
        await using var served = await ServedPage.StartAsync("--system", "towow", "--url", database.Url);
        await using var transaction = await holder.BeginTransactionAsync(Token);
        await using (var command = holder.CreateCommand())
        {
            command.CommandText = "LOCK TABLE demands IN ACCESS EXCLUSIVE MODE";
            await command.ExecuteNonQueryAsync(Token);
        }

        await using var waiter = await database.OpenAsync(Token);
        await using var waiting = waiter.CreateCommand();
        waiting.CommandText = "SELECT count(*) FROM demands";
        var waits = waiting.ExecuteScalarAsync(Token);
        var page = await browser.OpenAsync(served.Url.AbsoluteUri, "#/queries");

        var (from, to) = (((Npgsql.NpgsqlConnection)waiter).ProcessID, ((Npgsql.NpgsqlConnection)holder).ProcessID);
        await page.UntilAsync(
            $"document.querySelector('.box[data-id=\"{from}\"]')"
                + $" && document.querySelector('.box.mid[data-id=\"{to}\"]')"
        );
        Assert.Equal(1, (int?)await page.ValueAsync("document.querySelectorAll('path.e').length"));
        await AssertAccessibleAsync(page, "queries");
        await transaction.RollbackAsync(Token);
        await waits;
        await page.UntilAsync("document.querySelector('#main')?.textContent.includes('No session waits')");
    }

    private static async Task<string> HrefAsync(BrowserPage page) =>
        (await page.ValueAsync("location.href.split('#')[0]").AsText())!;

    private static async Task AssertAccessibleAsync(BrowserPage page, string name)
    {
        await page.ValueAsync(new BundledAxeScriptProvider().GetScript());
        var found = await page.ValueAsync(
            """
            axe.run().then(r => r.violations.flatMap(v =>
                v.nodes.map(n => `${v.id} ${n.html.slice(0, 200)} ${n.failureSummary}`)))
            """
        );
        Assert.True(
            found!.AsArray().Count == 0,
            name + "\n" + string.Join('\n', found.AsArray().Select(each => (string?)each))
        );
    }
}
