using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using ScanWorker.Matching.Entries;

namespace ScanWorker.Commands.Sets;

/// <summary>Options that several <c>sets</c> commands have.</summary>
internal static class SetsArguments
{
    public static Option<string?> Why() =>
        new("--why") { Description = "Why this is done; kept in the log and in the manifest." };

    public static Option<string> By() => new("--by")
    {
        Description = "Who does it. Default: the user and the machine.",
        DefaultValueFactory = _ => WhoRuns(),
    };

    /// <summary>The user and the machine.</summary>
    public static string WhoRuns() => $"{Environment.UserName}@{Environment.MachineName}";

    public static Option<bool> NoPublish() =>
        new("--no-publish") { Description = "Only in the working set; the next publish takes it along." };

    public static Option<bool> TakeOver() => new("--take-over")
    {
        Description = "Publish although the current version came from another working set, whose content is lost by "
            + "it.",
    };

    /// <summary>Names that are safe in a policy file, in <c>bank/source/id</c> and as a label of a metric.</summary>
    public static Option<T> Bank<T>(Option<T> option)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var name] && !Regex.IsMatch(name.Value, "^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"))
            {
                result.AddError("--bank is a name of letters, digits, dots, hyphens and underscores, at most 100.");
            }
        });
        return option;
    }

    public static Option<T> QuarantineLimit<T>(Option<T> option)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var share]
                && double.TryParse(share.Value, CultureInfo.InvariantCulture, out var limit)
                && limit is not (>= 0 and <= 1))
            {
                result.AddError("--quarantine-limit is a share from 0 to 1.");
            }
        });
        return option;
    }

    public static Option<string?> Type() => new Option<string?>("--type")
    {
        Description = "What kind of hash the list holds, where it does not say: 64 digits are SHA-256 or PDQ.",
    }.AcceptOnlyFromAmong([.. HashTypes.Names]);

    public static HashType? TypeOf(string? name) =>
        name is not null && HashTypes.TryParse(name, out var type) ? type : null;
}
