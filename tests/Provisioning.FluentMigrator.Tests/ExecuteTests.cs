using Provisioning.Operations;
using Xunit;

namespace Provisioning.Tests.FluentMigrator;

public sealed class ExecuteTests
{
    [Fact]
    public void Parameters_stay_as_they_are_and_unknown_names_are_left()
    {
        var tokens = new Dictionary<string, string> { ["schema"] = "app", ["n"] = "7" };

        var executed = Describing.Single(m =>
            m.Execute.Sql("SELECT $(n) FROM $(schema).t WHERE $(other) = '$$((n))'", tokens)
        );

        Assert.Equal(new ExecuteSql("SELECT 7 FROM app.t WHERE $(other) = '$(n)'"), executed);
    }

    [Fact]
    public void Without_parameters_the_text_is_left_alone() =>
        Assert.Equal(
            new ExecuteSql("SELECT '$(n)', '$$((n))'", "look"),
            Describing.Single(m => m.Execute.Sql("SELECT '$(n)', '$$((n))'", "look"))
        );

    [Fact]
    public void An_embedded_script_is_found_by_the_end_of_its_name_in_any_case() =>
        Assert.Equal(
            "SELECT 1;",
            Assert.IsType<ExecuteSql>(Describing.Single(m => m.Execute.EmbeddedScript("ONLY.sql"))).Sql.Trim()
        );

    [Fact]
    public void A_script_that_is_missing_or_not_the_only_one_of_its_name_is_a_problem()
    {
        Assert.StartsWith(
            "embedded script nly.sql cannot be read: Could not find a resource",
            Assert.Single(Describing.Problems(m => m.Execute.EmbeddedScript("nly.sql"))),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "embedded script twice.sql cannot be read: Could not find a unique resource named twice.sql",
            Assert.Single(Describing.Problems(m => m.Execute.EmbeddedScript("twice.sql"))),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_file_is_read_when_the_migration_describes_itself()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "SELECT $(n)");

        try
        {
            var executed = Describing.Single(m =>
                m.Execute.Script(path, new Dictionary<string, string> { ["n"] = "1" })
            );

            Assert.Equal("SELECT 1", Assert.IsType<ExecuteSql>(executed).Sql);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Code_over_the_connection_waits_for_its_place()
    {
        var ran = false;

        var code = Assert.IsType<ExecuteCode>(
            Describing.Single(m => m.Execute.WithConnection((_, _) => ran = true, "count rows"))
        );

        Assert.False(ran);
        Assert.Equal("count rows", code.Summary);
    }
}
