using Provisioning.Masking.Classification;
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
