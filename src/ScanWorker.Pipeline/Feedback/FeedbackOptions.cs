using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ScanWorker.Pipeline.Feedback;

/// <summary>What follows from reviewers' denials. Of the custodian's commands; a worker does not use it.</summary>
internal sealed class FeedbackOptions
{
    public const string Section = "Feedback";

    /// <summary>
    /// An entry is disputed once so many different reviewers have denied matches of it, and more matches are denied
    /// than confirmed. From the next publish on, what matches it goes to review instead of blocking. Default 0: never.
    /// </summary>
    [Range(0, 1000)]
    public int DisputedBy { get; set; }

    /// <summary>By bank, where <see cref="DisputedBy"/> does not fit; 0: never.</summary>
    public Dictionary<string, int> BankDisputedBy { get; set; } = [];

    /// <summary>How many reviewers it takes in this bank; 0: its entries are never disputed.</summary>
    public int ReviewersNeeded(string bank) => BankDisputedBy.TryGetValue(bank, out var needed) ? needed : DisputedBy;
}

/// <summary>Ranges, by generated code.</summary>
[OptionsValidator]
internal sealed partial class FeedbackOptionsValidator : IValidateOptions<FeedbackOptions>;
