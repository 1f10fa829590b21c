using System.Text.Json.Nodes;

namespace Provisioning.CommandLine.Tests.Page;

/// <summary>Reads values of a page.</summary>
internal static class PageValues
{
    /// <summary>A text that a page returns.</summary>
    public static async Task<string> AsText(this Task<JsonNode?> value) => (string?)await value ?? "";
}
