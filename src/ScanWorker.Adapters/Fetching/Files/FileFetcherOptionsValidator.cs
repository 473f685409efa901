using Microsoft.Extensions.Options;

namespace ScanWorker.Adapters.Fetching.Files;

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
