namespace Provisioning.Dialects;

/// <summary>Checks that spare PostgreSQL from reading all rows when a column becomes NOT NULL.</summary>
internal static class NotNullProof
{
    /// <summary>Whether each row that passes the check has a value in the column: <c>c IS NOT NULL</c>, alone or joined
    /// by AND.</summary>
    public static bool Proves(string expression, string column)
    {
        var words = new SqlWords(expression, postgres: true);
        return Proves(words, 0, words.Count, column);
    }

    private static bool Proves(SqlWords words, int from, int end, string column)
    {
        if (words.Is(from, "(") && words.Find(from + 1, ")") == end - 1)
        {
            return Proves(words, from + 1, end - 1, column);
        }

        if (words.Find(from, "OR") < end)
        {
            return false;
        }

        if (words.Find(from, "AND") is var and && and < end)
        {
            return Proves(words, from, and, column) || Proves(words, and + 1, end, column);
        }

        var (name, after) = words.Name(from);
        return name.Name == column && after + 3 == end && words.IsAll(after, "IS", "NOT", "NULL");
    }
}
