using System.ComponentModel.DataAnnotations;

namespace ScanWorker.Adapters.Policies;

/// <summary>Where the policy is.</summary>
public sealed class PolicyOptions
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
