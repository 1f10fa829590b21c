using Provisioning.Masking.Classification;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.Masking.Tests.Classification;

public sealed class MaskingPlanTests
{
    [Fact]
    public void A_file_that_fits_has_no_findings_and_columns_without_a_mask_have_that_of_their_class()
    {
        var plan = MaskingPlan.Of(People.File(), "staging", People.Model);

        Assert.Empty(plan.Findings);
        var rules = plan.Columns.ToDictionary(
            column => column.Name,
            column => $"{column.Rule}",
            StringComparer.Ordinal
        );
        Assert.Equal("email", rules["users.email"]);
        Assert.Equal("null", rules["users.token"]);
        Assert.Equal("text", rules["notes.body"]);
        Assert.Equal("keep", rules["users.id"]);
    }

    [Fact]
    public void A_mask_of_a_key_goes_to_the_columns_that_refer_to_it_by_foreign_key_or_by_declaration()
    {
        var plan = MaskingPlan.Of(
            People.File("users.id", """{"class": "key", "mask": "permute"}"""),
            "staging",
            People.Model
        );

        Assert.Empty(plan.Findings);
        Assert.All(["notes.user_id", "notes.author"], name =>
            Assert.Equal("permute", plan.Columns.Single(column => column.Name == name).Rule.Transformer)
        );
    }

    [Theory]
    [InlineData("notes.body", "", "unclassified")]
    [InlineData("users.name", """{"class": "personal", "mask": "noise"}""", "type")]
    [InlineData("users.email", """{"class": "personal", "mask": "email", "domain": 5}""", "option")]
    [InlineData("users.email", """{"class": "personal", "mask": "text"}""", "unique")]
    [InlineData("users.email", """{"class": "personal", "mask": "null"}""", "not-null")]
    [InlineData("users.code", """{"class": "personal", "mask": "email"}""", "length")]
    [InlineData("users.status", """{"class": "personal", "mask": "pseudonym"}""", "check")]
    [InlineData("notes.user_id", """{"class": "key", "mask": "permute"}""", "reference")]
    [InlineData("users.id", """{"class": "key", "mask": "shuffle"}""", "reference")]
    public void What_would_fail_is_found_before_anything_runs(string column, string entry, string kind)
    {
        var plan = MaskingPlan.Of(People.File(column, entry), "staging", People.Model);

        Assert.Contains(plan.Findings, found => found.Kind == kind);
        Assert.All(plan.Findings, found => Assert.Equal(kind, found.Kind));
    }

    [Theory]
    [InlineData(ColumnKind.Int32, "none", "7")]
    [InlineData(ColumnKind.Int16, "40000", "7")]
    [InlineData(ColumnKind.Decimal, "none", "7.5")]
    [InlineData(ColumnKind.Boolean, "none", "true")]
    [InlineData(ColumnKind.Date, "none", "2024-05-17")]
    [InlineData(ColumnKind.Guid, "none", "6f9619ff-8b86-4d11-b42d-00c04fc964ff")]
    [InlineData(ColumnKind.Jsonb, "none", "{}")]
    [InlineData(ColumnKind.Inet, "none", "192.0.2.1")]
    public void A_constant_of_another_type_is_found(ColumnKind kind, string wrong, string right)
    {
        var model = People.Model.WithTableChanged("users", table =>
            table with
            {
                Columns =
                [
                    .. table.Columns.Select(column =>
                        column.Name is "token" ? column with { Type = new(kind) } : column
                    ),
                ],
            }
        );
        IReadOnlyList<MaskFinding> Found(string value) =>
            MaskingPlan
                .Of(
                    People.File("users.token", $$"""{"class": "secret", "mask": "constant", "value": "{{value}}"}"""),
                    "staging",
                    model
                )
                .Findings;

        Assert.Equal("type", Assert.Single(Found(wrong)).Kind);
        Assert.Empty(Found(right));
    }

    [Fact]
    public void A_column_that_refers_to_two_has_the_mask_of_both()
    {
        var model = People.Model.WithTableChanged("notes", table =>
            table with
            {
                ForeignKeys = [.. table.ForeignKeys, new("notes_twice", ["user_id"], "notes", ["id"])],
            }
        );
        MaskingFile File(string mask) => People.File("users.id", $$"""{"class": "key", "mask": "{{mask}}"}""");

        Assert.Empty(MaskingPlan.Of(File("keep"), "staging", model).Findings);
        var found = Assert.Single(MaskingPlan.Of(File("permute"), "staging", model).Findings);
        Assert.Equal(("reference", "notes.user_id"), (found.Kind, found.Column));
        Assert.Contains("refers to users.id and to notes.id", found.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("users.code", "shuffle", "name, code", null, true)]
    [InlineData("users.code", "shuffle", "code", null, false)]
    [InlineData("users.code", "shuffle", "code", "status = 'on'", true)]
    [InlineData("users.code", "permute", "name, code", "status = 'on'", false)]
    [InlineData("users.name", "null", "code", "name IS NULL", true)]
    [InlineData("users.name", "null", "code", "name IS NOT NULL", false)]
    [InlineData("users.name", "pseudonym", "code", "\"name\" IS NULL", false)]
    [InlineData("users.name", "pseudonym", "code", "name = 'Ada'", true)]
    [InlineData("users.name", "null", "name", null, false)]
    public void A_mask_that_may_make_rows_one_for_a_unique_index_is_found(
        string column,
        string mask,
        string columns,
        string? filter,
        bool isFound
    )
    {
        var model = People.Model.WithTableChanged("users", table =>
            table with
            {
                Indexes =
                [
                    new("users_few", [.. columns.Split(", ").Select(name => new IndexColumn(name))])
                    {
                        IsUnique = true,
                        Filter = filter,
                    },
                ],
            }
        );
        // The other columns as they are.
        var file = People.File(column, $$"""{"class": "personal", "mask": "{{mask}}"}""");
        file.Tables["users"]["name"] = column is "users.name" ? file.Tables["users"]["name"] : new(ColumnClass.Public);

        var found = MaskingPlan.Of(file, "staging", model).Findings;

        Assert.Equal(isFound ? [("unique", column)] : [], found.Select(each => (each.Kind, each.Column)));
    }

    [Theory]
    [InlineData("lower(email)", false)]
    [InlineData("lower((email)::text)", false)]
    [InlineData("split_part(email, '@', 1)", true)]
    public void A_unique_index_over_what_is_computed_from_a_masked_column_is_found(string expression, bool isFound)
    {
        var model = People.Model.WithTableChanged("users", table =>
            table with
            {
                Indexes = [new("users_part", [new(expression) { IsExpression = true }]) { IsUnique = true }],
            }
        );

        Assert.Equal(isFound ? 1 : 0, MaskingPlan.Of(People.File(), "staging", model).Findings.Count);
    }

    [Fact]
    public void Null_for_every_row_of_a_unique_index_that_holds_nulls_equal_is_found()
    {
        var model = People.Model.WithTableChanged("users", table =>
            table with
            {
                Indexes = [new("users_token", [new("token")]) { IsUnique = true, NullsDistinct = false }],
            }
        );

        var found = Assert.Single(MaskingPlan.Of(People.File(), "staging", model).Findings);

        Assert.Equal(("unique", "users.token"), (found.Kind, found.Column));
    }

    [Fact]
    public void A_constant_that_passes_a_check_is_no_finding()
    {
        var file = People.File("users.status", """{"class": "personal", "mask": "constant", "value": "off"}""");

        Assert.Empty(MaskingPlan.Of(file, "staging", People.Model).Findings);
    }

    [Fact]
    public void A_class_without_a_column_is_found()
    {
        var found = MaskingPlan.Unknown(People.File("users.nick", "\"public\""), People.Model);

        Assert.Equal("users.nick", Assert.Single(found).Column);
    }

    [Fact]
    public void Proposed_classes_fit_and_classes_that_were_there_stay()
    {
        var (file, proposed) = ClassSuggestion.Of(People.Model, People.File("users.token", ""), (_, _) => []);

        Assert.Equal(["users.token"], proposed);
        Assert.Equal(ColumnClass.Secret, file.Find("users", "token")?.Class);
        Assert.Empty(MaskingPlan.Of(file, "staging", People.Model).Findings);
        var (fresh, all) = ClassSuggestion.Of(People.Model, known: null, (_, _) => []);
        Assert.Equal(10, all.Count);
        Assert.Empty(MaskingPlan.Of(fresh, "staging", People.Model).Findings);
        Assert.Equal(ColumnClass.Personal, fresh.Find("users", "email")?.Class);
        Assert.Equal(ColumnClass.FreeText, fresh.Find("notes", "body")?.Class);
    }

    [Fact]
    public void Samples_that_hold_addresses_make_a_column_personal()
    {
        var (file, _) = ClassSuggestion.Of(People.Model, known: null, (_, column) =>
            column.Name is "code" ? ["ada@mail.test", "bob@mail.test"] : []
        );

        Assert.Equal(ColumnClass.Personal, file.Find("users", "code")?.Class);
    }
}
