using Deque.AxeCore.Commons;
using Provisioning.CommandLine.Page;
using Xunit;

namespace Provisioning.CommandLine.Tests.Page;

/// <summary>A page in a real browser.</summary>
public sealed class BrowserTests(Chromium browser) : IClassFixture<Chromium>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("provisioning-page-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_table_is_opened_from_the_list_and_from_the_diagram_and_by_its_address()
    {
        var page = await browser.OpenAsync(File(Subjects.Shop));
        Assert.Equal("Shop", await page.TextAsync("#main h1"));

        await page.ClickAsync("#side a[title=purchase]");
        await page.UntilAsync("document.title.startsWith('purchase')");
        Assert.Equal("#/t/purchase", await page.ValueAsync("location.hash").AsText());
        Assert.Equal(
            "page",
            await page.ValueAsync("document.querySelector('#side a[title=purchase]').getAttribute('aria-current')")
                .AsText()
        );
        Assert.Contains("not validated", await page.TextAsync("#main"), StringComparison.Ordinal);

        await page.ClickAsync(".box[data-id=customer]");
        await page.UntilAsync("document.title.startsWith('customer')");
        Assert.Contains("purchase by customer_id", await page.TextAsync("#main"), StringComparison.Ordinal);

        var column = await browser.OpenAsync(File(Subjects.Shop), "#/t/customer/column/email");
        Assert.StartsWith("email", await column.TextAsync("tr.here"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_palette_finds_by_some_letters_of_a_name_and_opens_with_the_keyboard_alone()
    {
        var page = await browser.OpenAsync(File(Subjects.Shop));

        await page.PressAsync("k", modifiers: 2);
        await page.UntilAsync("document.activeElement.getAttribute('role') === 'combobox'");
        await page.TypeAsync("ixcusem");
        await page.UntilAsync("document.querySelector('[role=option] span').textContent === 'ix_customer_email'");
        await page.PressAsync("Enter");

        await page.UntilAsync("location.hash === '#/t/customer/index/ix_customer_email'");
        await page.UntilAsync("document.querySelector('tr.here')");
        Assert.False((bool?)await page.ValueAsync("document.querySelector('dialog').open"));
        Assert.StartsWith("ix_customer_email", await page.TextAsync("tr.here"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_box_that_was_moved_stays_where_it_is_when_the_address_is_opened_again()
    {
        var path = File(Subjects.Shop);
        var page = await browser.OpenAsync(path, "#/t/purchase");
        await page.UntilAsync("document.querySelector('.box[data-id=invoice]')");

        await page.DragAsync(".box[data-id=invoice]", right: 60, down: 40);
        await page.UntilAsync("location.hash.includes('invoice')");
        var place = await page.ValueAsync("document.querySelector('.box[data-id=invoice]').getAttribute('transform')")
            .AsText();
        var again = await browser.OpenAsync(path, await page.ValueAsync("location.hash").AsText());
        await again.UntilAsync("document.querySelector('.box[data-id=invoice]')");

        Assert.Equal(
            place,
            await again.ValueAsync("document.querySelector('.box[data-id=invoice]').getAttribute('transform')").AsText()
        );
        Assert.StartsWith("purchase", await again.ValueAsync("document.title").AsText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_slider_shows_what_came_and_went_and_two_versions_stand_side_by_side()
    {
        var page = await browser.OpenAsync(File(Subjects.Shop.AsLive(5)), "#/versions/4");
        var fourth = await page.TextAsync("#main");
        Assert.Contains("column legacy", fourth, StringComparison.Ordinal);
        Assert.Contains("scratch", fourth, StringComparison.Ordinal);

        await page.ValueAsync("document.getElementById('slider').focus()");
        await page.PressAsync("ArrowLeft");
        await page.UntilAsync("document.title.startsWith('Version 3')");
        Assert.Equal("#/versions/3", await page.ValueAsync("location.hash").AsText());
        Assert.Contains("column note", await page.TextAsync("#main"), StringComparison.Ordinal);
        Assert.Equal("slider", await page.ValueAsync("document.activeElement.id").AsText());

        var first = await browser.OpenAsync(File(Subjects.Shop.AsLive(5)), "#/versions/1");
        var made = await first.TextAsync("#main");
        Assert.Contains("applied 2026-01-16 09:30 UTC", made, StringComparison.Ordinal);
        Assert.Contains("by release", made, StringComparison.Ordinal);
        Assert.Contains("CREATE TABLE one ();", made, StringComparison.Ordinal);

        var both = await browser.OpenAsync(File(Subjects.Shop), "#/diff/1/4");
        var differences = await both.ValueAsync(
                "[...document.querySelectorAll('.two .add')].map(e => e.textContent).join('|')"
            )
            .AsText();
        Assert.Contains("index ix_customer_email", differences, StringComparison.Ordinal);
        Assert.Contains("column note", differences, StringComparison.Ordinal);
        Assert.Contains(
            "column legacy",
            await both.ValueAsync("[...document.querySelectorAll('.two .gone')].map(e => e.textContent).join('|')")
                .AsText(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Nothing_is_asked_of_the_network_and_the_browser_complains_of_nothing()
    {
        var path = File(Subjects.Large(tables: 120, columns: 8));
        var page = await browser.OpenAsync(path);
        await page.UntilAsync("document.querySelectorAll('.box').length > 5");
        foreach (var fragment in (string[])["#/t/order_table_010?d=2", "#/findings", "#/group/order", "#/t/none", "#/"])
        {
            await page.ValueAsync($"location.hash = {BrowserPage.Quoted(fragment)}");
            await page.UntilAsync("document.querySelector('#main h1')");
        }

        var (requests, complaints) = page.Heard();

        Assert.Equal(
            [new Uri(path).AbsoluteUri],
            requests
                .Where(url =>
                    !url.StartsWith("data:", StringComparison.Ordinal)
                    && !url.StartsWith("blob:", StringComparison.Ordinal)
                )
                .Distinct()
        );
        Assert.Empty(complaints);
    }

    [Theory]
    [InlineData("", "light", 1400)]
    [InlineData("#/t/customer", "light", 1400)]
    [InlineData("#/t/customer", "dark", 1400)]
    [InlineData("#/versions/3", "dark", 1400)]
    [InlineData("#/diff/1/4", "light", 1400)]
    [InlineData("#/t/purchase", "light", 390)]
    public async Task Axe_finds_nothing(string fragment, string colours, int width)
    {
        var page = await browser.OpenAsync(File(Subjects.Shop.AsLive(3)), fragment, width);
        await page.PretendAsync("prefers-color-scheme", colours);
        await page.UntilAsync("document.querySelector('#main h1')");
        await page.ValueAsync(new BundledAxeScriptProvider().GetScript());

        var found = await page.ValueAsync(
            """
            axe.run().then(r => r.violations.flatMap(v =>
                v.nodes.map(n => `${v.id} ${n.html.slice(0, 200)} ${n.failureSummary}`)))
            """
        );

        Assert.True(found!.AsArray().Count == 0, string.Join('\n', found.AsArray().Select(each => (string?)each)));
    }

    [Fact]
    public async Task On_a_phone_nothing_is_wider_than_the_window_and_the_list_opens_from_a_button()
    {
        var page = await browser.OpenAsync(File(Subjects.Shop), "#/t/purchase", width: 390, height: 800);

        Assert.Equal(390, (int?)await page.ValueAsync("document.documentElement.scrollWidth"));
        Assert.Empty(
            (
                await page.ValueAsync(
                    """
                    [...document.querySelectorAll('header *')]
                        .filter(e => e.getBoundingClientRect().right > 390).map(e => e.outerHTML)
                    """
                )
            )!.AsArray()
        );
        await page.ClickAsync("#menu");
        await page.UntilAsync("document.querySelector('#menu').getAttribute('aria-expanded') === 'true'");
        await page.ClickAsync("#side a[title=product]");
        await page.UntilAsync("document.title.startsWith('product')");
        Assert.Equal(
            "false",
            await page.ValueAsync("document.querySelector('#menu').getAttribute('aria-expanded')").AsText()
        );
    }

    [Fact]
    public async Task The_list_is_filtered_and_the_address_keeps_the_filter()
    {
        var page = await browser.OpenAsync(File(Subjects.Shop));

        await page.ClickAsync("#side input");
        await page.TypeAsync("订单");

        await page.UntilAsync("document.querySelectorAll('#side li:not([hidden])').length === 1");
        Assert.Contains("f=", await page.ValueAsync("location.hash").AsText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_view_shows_its_tables_some_are_hidden_and_the_diagram_is_copied_as_Mermaid()
    {
        var shop = Subjects.Shop;
        var views = PageView.Parse(
            """
            { "format": "provisioning-views-1",
              "views": [{ "name": "Selling", "about": "From cart to bill", "tables": ["customer", "purchase*", "invoice"] }] }
            """,
            "views.json",
            shop.Structure.Model
        );
        var path = File(shop with { Views = views });
        var page = await browser.OpenAsync(path);

        await page.ClickAsync("#main .facts a[href='#/set/Selling']");
        await page.UntilAsync("document.querySelector('#main h1').textContent === 'Selling'");
        Assert.Contains("From cart to bill", await page.TextAsync("#main"), StringComparison.Ordinal);
        await page.UntilAsync("document.querySelector('.box[data-id=invoice]')");
        Assert.Null(await page.ValueAsync("document.querySelector('.box[data-id=product]')"));

        await page.ClickAsync("#main summary");
        await page.ValueAsync(
            "[...document.querySelectorAll('#main label')].find(l => l.textContent === 'invoice').click()"
        );
        await page.UntilAsync("!document.querySelector('.box[data-id=invoice]')");
        Assert.Contains("hide=invoice", await page.ValueAsync("location.hash").AsText(), StringComparison.Ordinal);
        var again = await browser.OpenAsync(path, await page.ValueAsync("location.hash").AsText());
        await again.UntilAsync("document.querySelector('.box[data-id=customer]')");
        Assert.Null(await again.ValueAsync("document.querySelector('.box[data-id=invoice]')"));

        await again.ValueAsync("navigator.clipboard.writeText = async text => { window.copied = text; }");
        await again.ClickAsync("#main .bar.noprint button");
        await again.UntilAsync("window.copied");
        var copied = await again.ValueAsync("window.copied").AsText();
        Assert.StartsWith("erDiagram\n  \"customer\" {", copied, StringComparison.Ordinal);
        Assert.Contains("\"customer\" ||--o{ \"purchase\" : \"customer_id\"", copied, StringComparison.Ordinal);
        Assert.DoesNotContain("invoice", copied, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Five_hundred_tables_are_shown_in_groups_and_every_one_opens()
    {
        var page = await browser.OpenAsync(File(Subjects.Large(tables: 500, columns: 16)));
        await page.UntilAsync("document.querySelectorAll('.box').length > 3");
        Assert.InRange((int)(await page.ValueAsync("document.querySelectorAll('.box').length"))!, 4, 60);

        var empty = await page.ValueAsync(
            """
            (async () => { const bad = []; for (const a of [...document.querySelectorAll('#side li a')].slice(0, 60)) {
            location.hash = a.getAttribute('href'); await new Promise(r => addEventListener('hashchange', () => setTimeout(r), { once: true }));
            if (document.querySelectorAll('#main tbody tr').length < 16) bad.push(a.title); } return bad; })()
            """
        );

        Assert.Empty(empty!.AsArray());
    }

    private string File(PageSubject subject)
    {
        var path = Path.Combine(_folder, "page.html");
        System.IO.File.WriteAllText(path, SchemaPage.Of(subject));
        return path;
    }
}
