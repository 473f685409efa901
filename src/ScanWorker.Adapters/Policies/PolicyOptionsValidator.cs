using Microsoft.Extensions.Options;

namespace ScanWorker.Adapters.Policies;

/// <summary>The attributes of <see cref="PolicyOptions"/>, and the file itself.</summary>
internal sealed class PolicyOptionsValidator : IValidateOptions<PolicyOptions>
{
    private readonly PolicyAttributesValidator _attributes = new();

    public ValidateOptionsResult Validate(string? name, PolicyOptions options)
    {
        List<string> problems = [.. _attributes.Validate(name, options).Failures ?? []];
        if (options.File is { Length: > 0 } file)
        {
            _ = PolicyLoader.Load(file, problems);
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
