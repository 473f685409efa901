using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Policy;

/// <summary>Reads a policy file's bytes: every problem at once, or a policy.</summary>
public static partial class PolicyFile
{
    private static readonly string[] IncidentTypes =
    [
        "Child Pornography (possession, manufacture, and distribution)", "Child Sex Trafficking", "Child Sex Tourism",
        "Child Sexual Molestation", "Misleading Domain Name", "Misleading Words or Digital Images on the Internet",
        "Online Enticement of Children for Sexual Acts", "Unsolicited Obscene Material Sent to a Child",
    ];

    /// <param name="utf8">The whole file.</param>
    /// <param name="problems">Receives one sentence a problem, each naming its key.</param>
    /// <returns>The policy; null when there are problems.</returns>
    public static VerdictPolicy? Read(ReadOnlySpan<byte> utf8, ICollection<string> problems)
    {
        PolicySettings? settings;
        try
        {
            var start = utf8.StartsWith("\uFEFF"u8) ? 3 : 0;
            settings = JsonSerializer.Deserialize(utf8[start..], PolicyJson.Default.PolicySettings);
        }
        catch (JsonException e)
        {
            problems.Add($"{e.Path ?? "$"}: {ProblemIn(e.Message)}");
            return null;
        }

        if (settings is null)
        {
            problems.Add("$: the policy is null.");
            return null;
        }

        var before = problems.Count;
        Validate(settings, problems);
        return problems.Count > before
            ? null
            : new VerdictPolicy(settings, Convert.ToHexStringLower(SHA256.HashData(utf8)));
    }

    private static void Validate(PolicySettings settings, ICollection<string> problems)
    {
        ValidateBank("$.defaultBank", settings.DefaultBank, problems);
        foreach (var (name, bank) in settings.Banks)
        {
            ValidateBank($"$.banks.{name}", bank, problems);
        }

        foreach (var (code, action) in settings.Unscannable)
        {
            if (action == PolicyAction.Allow && code == UnscannableCode.Unknown)
            {
                problems.Add("$.unscannable.unknown: a forgotten reason may not be allowed; observe is the mildest.");
            }
        }

        for (var i = 0; i < settings.Scope.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(settings.Scope[i].Name))
            {
                problems.Add($"$.scope[{i}].name: must not be empty; it is the reason of the verdict not-scanned.");
            }
        }

        RequireRange(
            "$.floodGuard.distinctContentsMax", settings.FloodGuard.DistinctContentsMax, 1, 1_000_000_000, problems);
        if (settings.FloodGuard.Window < TimeSpan.FromSeconds(1) || settings.FloodGuard.Window > TimeSpan.FromDays(30))
        {
            problems.Add("$.floodGuard.window: must be 1 second to 30 days.");
        }
    }

    private static void ValidateBank(string path, BankPolicy bank, ICollection<string> problems)
    {
        RequireRange($"{path}.maxDistance", bank.MaxDistance, 0, Hashing.HashAlgorithm.Pdq.SizeBits, problems);
        foreach (var (name, _, distance) in bank.Crops?.All ?? [])
        {
            RequireRange($"{path}.crops.{name}", distance ?? 0, 0, Math.Max(0, bank.MaxDistance), problems);
        }

        if (bank.Vpdq is { } video)
        {
            RequireRange(
                $"{path}.vpdq.maxDistance", video.MaxDistance, 0, Hashing.HashAlgorithm.Pdq.SizeBits, problems);
            RequireRange($"{path}.vpdq.knownPercent", video.KnownPercent, 0, 100, problems);
            RequireRange($"{path}.vpdq.uploadPercent", video.UploadPercent, 0, 100, problems);
            if (video is { KnownPercent: 0, UploadPercent: 0 })
            {
                problems.Add(
                    $"{path}.vpdq: knownPercent and uploadPercent are both 0, so that one frame alone would match, "
                    + "such as a title; one of them must be more.");
            }
        }

        RequireRange($"{path}.minQuality", bank.MinQuality, 0, 100, problems);
        RequireRange($"{path}.quorum", bank.Quorum, 0, 1_000_000, problems);
        if (bank.Reportable && !bank.Negative && !IncidentTypes.Contains(bank.IncidentType))
        {
            problems.Add(
                $"{path}.incidentType: a reportable bank needs one of NCMEC's: {string.Join("; ", IncidentTypes)}.");
        }
    }

    private static void RequireRange(string path, int value, int min, int max, ICollection<string> problems)
    {
        if (value < min || value > max)
        {
            problems.Add($"{path}: must be {min} to {max}, not {value}.");
        }
    }

    // System.Text.Json appends "Path: ... | LineNumber: ..."; the path is told already, the line is worth keeping.
    // The reader's messages name types of ours; where it is has been said.
    private static string ProblemIn(string message)
    {
        if (message.Contains("could not be mapped", StringComparison.Ordinal))
        {
            return "there is no such key in a policy.";
        }

        if (Unconvertible().Match(message) is not { Success: true } unconvertible)
        {
            return $"not a valid policy: {Path().Replace(message, "").Replace(
                "| BytePositionInLine", ", byte", StringComparison.Ordinal)}";
        }

        var type = unconvertible.Groups["type"].Value;
        return typeof(PolicyFile).Assembly.GetType(type) is { IsEnum: true } choice
            ? $"is not one of {string.Join(", ", Enum.GetNames(choice).Select(JsonNamingPolicy.KebabCaseLower.ConvertName))}."
            : type is "System.Int32" or "System.Int64" ? "is not a whole number."
            : type is "System.Boolean" ? "is not true or false."
            : "has a value of another kind.";
    }

    [GeneratedRegex(@"could not be converted to (?<type>[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*)")]
    private static partial Regex Unconvertible();

    [GeneratedRegex(@" Path: \S+ \|(?= LineNumber)")]
    private static partial Regex Path();
}
