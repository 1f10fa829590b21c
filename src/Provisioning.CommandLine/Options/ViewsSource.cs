using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Page;
using Provisioning.Schema;

namespace Provisioning.CommandLine.Options;

/// <summary>The named views of a page: in the file that <c>--views</c> names, else in views.json beside the project or
/// the assembly.</summary>
internal sealed class ViewsSource(CommandLineApplication command)
{
    private readonly CommandOption _file = command.Value(
        "--views <FILE>",
        "A file of named views of tables for the page. Default: views.json beside --project or --assembly."
    );

    /// <summary>Whether a file was named.</summary>
    public bool IsGiven => _file.HasValue();

    /// <summary>The views; none without a file.</summary>
    /// <exception cref="UsageException">The file cannot be read, is no such file, or names what is not in the
    /// structure.</exception>
    public IReadOnlyList<PageView> Of(DatabaseModel model)
    {
        var path = _file.Value()
            ?? SystemFolders
                .Of(command)
                .Select(folder => Path.Combine(folder, PageView.FileName))
                .FirstOrDefault(File.Exists);
        try
        {
            return path is null ? [] : PageView.Parse(File.ReadAllText(path), path, model);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be read: {error.Message}");
        }
    }
}
