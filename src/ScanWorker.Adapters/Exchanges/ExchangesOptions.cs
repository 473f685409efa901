using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Exchanges.Votes;

namespace ScanWorker.Adapters.Exchanges;

/// <summary>Where lists are fetched from, each under a name of the custodian's own.</summary>
public sealed class ExchangesOptions
{
    public const string Section = "Exchanges";

    /// <summary>By name: lower-case letters, digits and dashes.</summary>
    public Dictionary<string, ExchangeOptions> Sources { get; set; } = [];
}

/// <summary>One place that lists are fetched from.</summary>
public sealed class ExchangeOptions
{
    /// <summary>What speaks there.</summary>
    public ExchangeKind Kind { get; set; } = ExchangeKind.File;

    /// <summary>The bank that its lists feed.</summary>
    public string Bank { get; set; } = "";

    /// <summary>
    /// The address: of an exchange its root, of a file the file. <c>https</c> always; <c>http</c> on loopback alone. A
    /// file may also be an object in a bucket, <c>s3://bucket/key</c>.
    /// </summary>
    public string Location { get; set; } = "";

    /// <summary>
    /// What the entries' source is called; of two sources that feed one bank, each needs its own. Default: as the
    /// list's format says, else the name.
    /// </summary>
    public string Source { get; set; } = "";

    /// <summary>The list's format, of kind <c>file</c>. Default: told from its beginning.</summary>
    public string Format { get; set; } = "";

    /// <summary>
    /// A file holds changes alone, and what it does not name stays. Default no: it is a full snapshot.
    /// </summary>
    public bool IsDelta { get; set; }

    /// <summary>
    /// Above this share of quarantined records, nothing of a fetch is taken; up to five of a fetch of changes are
    /// always let through, while more than half of it is good. Default 0.01.
    /// </summary>
    [Range(0.0, 1.0)]
    public double QuarantineLimit { get; set; } = 0.01;

    /// <summary>
    /// Address of the S3 API, for a location in a bucket; buckets are then named in the path. Default: Amazon's, of
    /// <see cref="Region"/>. <c>http</c> on loopback alone.
    /// </summary>
    public string ServiceUrl { get; set; } = "";

    /// <summary>The region that requests to a bucket are signed for. Default <c>us-east-1</c>.</summary>
    [Required(AllowEmptyStrings = false)]
    public string Region { get; set; } = "us-east-1";

    /// <summary>
    /// User name: NCMEC, TCAP, and files that ask for one. Of a bucket the access key, whose other half is the secret;
    /// without one the machine's own role signs.
    /// </summary>
    public string User { get; set; } = "";

    /// <summary>Password, function key or access token. Better: <see cref="SecretFile"/>.</summary>
    public string Secret { get; set; } = "";

    /// <summary>File that holds the secret, read at each fetch.</summary>
    public string SecretFile { get; set; } = "";

    /// <summary>StopNCII's subscription key. Better: <see cref="SubscriptionKeyFile"/>.</summary>
    public string SubscriptionKey { get; set; } = "";

    /// <summary>File that holds the subscription key, read at each fetch.</summary>
    public string SubscriptionKeyFile { get; set; } = "";

    /// <summary>
    /// After each fetch, send what reviewers say of the source's entries to it, each vote once: NCMEC and StopNCII.
    /// Default no.
    /// </summary>
    public bool SendFeedback { get; set; }

    /// <summary>Of feedback, perceptual matches count up to this distance, in bits. Default 8.</summary>
    [Range(0, 256)]
    public int FeedbackWithin { get; set; } = 8;

    /// <summary>
    /// StopNCII's function key for feedback, where it is another one than for fetching. Better:
    /// <see cref="FeedbackSecretFile"/>.
    /// </summary>
    public string FeedbackSecret { get; set; } = "";

    /// <summary>File that holds the function key for feedback, read at each sending.</summary>
    public string FeedbackSecretFile { get; set; } = "";

    /// <summary>One request, connect to last byte. Default 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Deadline { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How old the last page of an interrupted fetch may be for the next fetch to go on behind it; exchanges forget
    /// where a next page was. Default 6 hours; 0: every fetch begins with its first page.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan ResumeWithin { get; set; } = TimeSpan.FromHours(6);

    /// <summary>Between two requests. Default 100 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan Pause { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How often <c>sets serve</c> fetches it. Default 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>A whole fetch of <c>sets serve</c>, all pages and the import. Default 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan FetchDeadline { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// For <c>sets serve</c>: fetched longer ago than this, it alarms. At least <see cref="Interval"/>. Default: four
    /// intervals.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan? MaxAge { get; set; }

    /// <summary><see cref="MaxAge"/>, or its default.</summary>
    internal TimeSpan AlarmAge => MaxAge ?? (4 * Interval);
}

/// <summary>What speaks at an address.</summary>
public enum ExchangeKind
{
    /// <summary>A file in a known format, on a web server or in a bucket, also another ScanWorker's or HMA's
    /// export.</summary>
    File,

    /// <summary>NCMEC hash sharing, version 2.</summary>
    Ncmec,

    /// <summary>StopNCII.</summary>
    StopNcii,

    /// <summary>Tech Against Terrorism's TCAP.</summary>
    Tcap,

    /// <summary>Meta's ThreatExchange: a privacy group's <c>threat_updates</c>.</summary>
    ThreatExchange,
}

internal sealed class ExchangesOptionsValidator : IValidateOptions<ExchangesOptions>
{
    public ValidateOptionsResult Validate(string? name, ExchangesOptions options)
    {
        var problems = options.Sources.SelectMany(source => ProblemsOf(source.Key, source.Value)).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> ProblemsOf(string name, ExchangeOptions source)
    {
        var path = $"{ExchangesOptions.Section}:Sources:{name}";
        if (name.Any(letter => !char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter) && letter != '-'))
        {
            yield return $"{path}: a source's name is made of lower-case letters, digits and dashes.";
        }

        if (source.Bank.Length == 0)
        {
            yield return $"{path}:Bank is missing.";
        }

        foreach (var problem in LocationProblemsOf(source))
        {
            yield return $"{path}:{problem}";
        }

        if (source.SendFeedback && !VoteTaker.IsOne(source.Kind))
        {
            yield return $"{path}:SendFeedback: an exchange of kind {source.Kind} takes no feedback.";
        }

        if (source.MaxAge < source.Interval)
        {
            yield return $"{path}:MaxAge must not be shorter than Interval ({source.Interval:c}).";
        }

        var results = new List<ValidationResult>();
        _ = Validator.TryValidateObject(source, new ValidationContext(source), results, validateAllProperties: true);
        foreach (var result in results)
        {
            yield return $"{path}: {result.ErrorMessage}";
        }
    }

    private static IEnumerable<string> LocationProblemsOf(ExchangeOptions source)
    {
        if (!ExchangeAddress.TryBucket(source.Location, out _))
        {
            if (!ExchangeAddress.IsAllowed(source.Location))
            {
                yield return "Location must be an https address without a user in it, or of a file s3://bucket/key; "
                    + "http is for loopback alone.";
            }

            yield break;
        }

        if (source.Kind != ExchangeKind.File)
        {
            yield return "Location: only a file can be in a bucket.";
        }

        if (source.ServiceUrl.Length > 0 && !ExchangeAddress.IsAllowed(source.ServiceUrl))
        {
            yield return "ServiceUrl must be an https address without a user in it; http is for loopback alone.";
        }

        if (source.User.Length == 0 != (source.Secret.Length == 0 && source.SecretFile.Length == 0))
        {
            yield return "User and SecretFile, the two halves of a bucket's key, must be set together.";
        }
    }
}
