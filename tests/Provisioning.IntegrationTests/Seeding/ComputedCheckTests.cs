using Provisioning.IntegrationTests.Support;
using Provisioning.Schema;
using Xunit;
using static Provisioning.IntegrationTests.Seeding.LoadCase;

namespace Provisioning.IntegrationTests.Seeding;

/// <summary>Checks that compute something, in tables that are filled from their structure alone.</summary>
public sealed class ComputedCheckTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task Sums_products_cases_and_columns_that_are_null_together_hold_in_every_row(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(
            """
            CREATE TABLE lines (id integer PRIMARY KEY, price numeric(8,2) NOT NULL, quantity integer NOT NULL,
              discount numeric(8,2) NOT NULL, tax integer NOT NULL, CHECK (price * quantity < 1000),
              CHECK (discount <= price),
              CHECK (quantity + tax >= 10));
            CREATE TABLE bills (id integer PRIMARY KEY, status text NOT NULL, paid integer, paid_by text,
              CHECK (CASE WHEN status = 'paid' THEN paid > 0 ELSE paid IS NULL END),
              CHECK ((paid IS NULL) = (paid_by IS NULL)));
            CREATE TABLE spans (id integer PRIMARY KEY, starts integer NOT NULL, ends integer NOT NULL,
              CHECK (ends - starts > 0));
            """,
            Token
        );

        var filled = await LoadAsync(database, new() { Rows = 300 });

        Assert.All(filled, table => Assert.Equal((300, null), (table.Rows, table.Problem)));
        Assert.Equal(3, filled.Count);
        Assert.Empty(await FindingsAsync(database));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_column_that_follows_from_others_is_computed_from_them(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(
            """
            CREATE TABLE lines (id integer PRIMARY KEY, price numeric(10,2) NOT NULL,
              quantity integer NOT NULL CHECK (quantity > 0),
              discount numeric(10,2) NOT NULL CHECK (discount >= 0), subtotal numeric(12,2) NOT NULL,
              total numeric(12,2) NOT NULL CHECK (total >= 0), original integer NOT NULL, copied integer NOT NULL,
              CHECK (subtotal = price * quantity), CHECK (total = subtotal - discount), CHECK (copied = original));
            CREATE TABLE shares (id integer PRIMARY KEY, a integer NOT NULL CHECK (a BETWEEN 0 AND 100),
              b integer NOT NULL,
              CHECK (a + b = 100));
            CREATE TABLE budgets (id integer PRIMARY KEY, net bigint NOT NULL, tax bigint NOT NULL,
              gross bigint NOT NULL,
              ratio double precision NOT NULL, doubled double precision NOT NULL,
              CHECK (net + tax = gross AND doubled = (2 * ratio)));
            CREATE TABLE stocks (id integer PRIMARY KEY, delivered smallint NOT NULL,
              sold smallint NOT NULL, left_over smallint NOT NULL
              CHECK (left_over >= 0), weight numeric(4,1) NOT NULL, boxes smallint NOT NULL,
              load numeric(5,1) NOT NULL CHECK (load <= 900), CHECK (left_over = delivered - sold),
              CHECK (round(boxes * (weight + 2), 1) = load));
            """,
            Token
        );

        var filled = await LoadAsync(database, new() { Rows = 20_000 });

        Assert.All(filled, table =>
            Assert.Equal((table.Table, 20_000, null), (table.Table, table.Rows, table.Problem))
        );
        Assert.Equal(4, filled.Count);
        Assert.Empty(await FindingsAsync(database));
        Assert.NotEqual(["1"], await database.RowsAsync("SELECT count(DISTINCT total) FROM lines", Token));
    }

    [Fact]
    public async Task Spans_of_the_same_key_do_not_overlap_however_many_there_are()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync(
            """
            CREATE EXTENSION btree_gist;
            CREATE TABLE rooms (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);
            CREATE TABLE bookings (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
              room_id bigint NOT NULL REFERENCES rooms,
              starts_at timestamptz NOT NULL, ends_at timestamptz NOT NULL, CHECK (ends_at > starts_at),
              CONSTRAINT "no overlap"
              EXCLUDE USING gist (room_id WITH =, tstzrange(starts_at, ends_at, '[]') WITH &&));
            CREATE TABLE rates (room_id bigint NOT NULL REFERENCES rooms,
              kind text NOT NULL CHECK (kind IN ('low', 'high')),
              valid daterange NOT NULL, EXCLUDE USING gist (room_id WITH =, kind WITH =, valid WITH &&));
            CREATE TABLE leases (room_id bigint NOT NULL REFERENCES rooms,
              valid_from date NOT NULL CHECK (valid_from >= '2026-01-01'),
              valid_to date NOT NULL, CHECK (valid_to >= valid_from), cancelled boolean NOT NULL,
              EXCLUDE USING gist (room_id WITH =, daterange(valid_from, valid_to, '[]') WITH &&) WHERE (NOT cancelled));
            CREATE TABLE shifts (during tsrange NOT NULL, EXCLUDE USING gist (during WITH &&));
            CREATE TABLE blocks (low integer NOT NULL, high integer NOT NULL,
              EXCLUDE USING gist (int4range(low, high) WITH &&));
            CREATE TABLE cages (cage integer NOT NULL, animal text NOT NULL,
              EXCLUDE USING gist (cage WITH =, animal WITH <>));
            """,
            Token
        );

        var filled = await LoadAsync(
            database,
            new()
            {
                Rows = 5000,
                RowsOf = new Dictionary<ObjectName, long> { ["rooms"] = 7 },
                Batch = 1000,
            }
        );

        Assert.All(filled.Where(table => table.Table.Name is not "rooms"), table =>
            Assert.Equal((table.Table, 5000, null), (table.Table, table.Rows, table.Problem))
        );
        Assert.Equal(7, filled.Count);
        // Each room is booked, at times of two years.
        Assert.Equal(["7"], await database.RowsAsync("SELECT count(DISTINCT room_id) FROM bookings", Token));
        Assert.Equal(["True"], await database.RowsAsync("SELECT max(ends_at) < '2026-02-01' FROM bookings", Token));
    }
}
