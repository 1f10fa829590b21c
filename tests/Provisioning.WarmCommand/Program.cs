using System.Collections;
using System.Text.Json.Nodes;
using Provisioning.CommandLine;
using Provisioning.Migrations;

// Runs one command after another, for tests that are about what a command with an --assembly does rather than about its
// process: most of what such a process costs is its start. Each line of its input asks for one, with arguments, folder
// and variables, and is answered by a line with exit code, output and errors. It ends with its input.
var requests = Console.In;
var answers = Console.Out;
while (await requests.ReadLineAsync() is { } line)
{
    var request = JsonNode.Parse(line)!;
    Directory.SetCurrentDirectory((string)request["folder"]!);
    SetVariables(request["variables"]!.AsObject());
    using var output = new StringWriter();
    using var errors = new StringWriter();
    Console.SetIn(TextReader.Null);
    Console.SetOut(output);
    Console.SetError(errors);
    var code = await ProvisionCommand.RunAsync(
        [.. request["arguments"]!.AsArray().Select(argument => (string)argument!)],
        ShippedSystems.All
    );
    var answer = new JsonObject
    {
        ["code"] = code,
        ["output"] = output.ToString(),
        ["errors"] = errors.ToString(),
    };
    await answers.WriteLineAsync(answer.ToJsonString());
    await answers.FlushAsync();
}

// Those of the request and no others.
static void SetVariables(JsonObject variables)
{
    foreach (var name in Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(pair => (string)pair.Key))
    {
        if (!variables.ContainsKey(name))
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }

    foreach (var (name, value) in variables)
    {
        Environment.SetEnvironmentVariable(name, (string)value!);
    }
}
