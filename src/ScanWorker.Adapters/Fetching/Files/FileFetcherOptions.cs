using Microsoft.Extensions.Options;

namespace ScanWorker.Adapters.Fetching.Files;

/// <summary>Which files may be content.</summary>
public sealed class FileFetcherOptions
{
    public const string Section = "Content";

    /// <summary>
    /// Absolute paths of folders. A <c>file:</c> location is served only if the file, with every symbolic link
    /// followed, lies below one of them. Default none: no file is served.
    /// </summary>
    public IList<string> Roots { get; set; } = [];
}

internal sealed class FileFetcherOptionsValidator : IValidateOptions<FileFetcherOptions>
{
    public ValidateOptionsResult Validate(string? name, FileFetcherOptions options)
    {
        var relative = options.Roots
            .Select((root, position) => (root, position))
            .Where(pair => !Path.IsPathFullyQualified(pair.root))
            .Select(pair => $"{FileFetcherOptions.Section}:Roots:{pair.position} must be an absolute path.")
            .ToList();
        return relative.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(relative);
    }
}
