using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ScanWorker.Hosting.PolicyFiles;

/// <summary>Where the policy is.</summary>
internal sealed class PolicyOptions
{
    public const string Section = "Policy";

    /// <summary>
    /// The policy file. Default: none, which blocks and reports what any bank matches and sends the unscannable to
    /// review.
    /// </summary>
    public string? File { get; set; }

    /// <summary>How often the file is looked at for a change. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan ReloadInterval { get; set; } = TimeSpan.FromSeconds(2);
}

/// <summary>Generated from the attributes of <see cref="PolicyOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class PolicyAttributesValidator : IValidateOptions<PolicyOptions>;

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
