using System.CommandLine;
using System.CommandLine.Parsing;
using ScanWorker.Hosting;

namespace ScanWorker.Commands;

/// <summary>A command line taken apart: words of the command, and settings such as <c>--Kafka:GroupId=x</c>.</summary>
/// <remarks>
/// A setting is told by its key: it has a colon or begins with a capital letter, which no option does. So every command
/// takes settings in the same way, wherever they stand, and whatever else is unknown is an error.
/// </remarks>
/// <param name="Words">What the command is to understand.</param>
/// <param name="Settings">Each as <c>--key=value</c>.</param>
internal sealed record CommandWords(IReadOnlyList<string> Words, IReadOnlyList<string> Settings)
{
    /// <summary>How an unknown option is told; its name follows.</summary>
    public const string NoOption = "There is no option ";

    public static CommandWords Of(IReadOnlyList<string> args)
    {
        var (words, settings) = (new List<string>(), new List<string>());
        for (var at = 0; at < args.Count; at++)
        {
            if (!IsSetting(args[at]))
            {
                words.Add(args[at]);
            }
            else if (args[at].Contains('=', StringComparison.Ordinal))
            {
                settings.Add(args[at]);
            }
            else
            {
                // Its value is the next word, if that is one.
                var hasValue = at + 1 < args.Count && !args[at + 1].StartsWith("--", StringComparison.Ordinal);
                settings.Add(hasValue ? $"{args[at]}={args[++at]}" : args[at]);
            }
        }

        return new CommandWords(words, settings);
    }

    /// <summary>
    /// Has every argument of every command refuse words that look like options: a file of such a name is
    /// <c>./--name</c>. And all refuse empty words, which come of a shell's variable that is not set.
    /// </summary>
    public static void CheckWords(Command command)
    {
        foreach (var argument in command.Arguments)
        {
            argument.Validators.Add(result =>
            {
                foreach (var word in result.Tokens.Select(token => token.Value).Where(LooksLikeAnOption))
                {
                    var hint = NearestName.Hint(word, command.Options.Select(option => option.Name));
                    result.AddError($"{NoOption}{word}.{hint}");
                }

                if (HasEmptyWord(result))
                {
                    result.AddError($"<{argument.Name}> is empty.");
                }
            });
        }

        foreach (var option in command.Options)
        {
            option.Validators.Add(result =>
            {
                if (HasEmptyWord(result))
                {
                    result.AddError($"{option.Name} is empty.");
                }
            });
        }

        foreach (var subcommand in command.Subcommands)
        {
            CheckWords(subcommand);
        }
    }

    private static bool HasEmptyWord(SymbolResult result) =>
        result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value));

    private static bool LooksLikeAnOption(string word) => word.StartsWith("--", StringComparison.Ordinal);

    private static bool IsSetting(string word)
    {
        if (!LooksLikeAnOption(word) || word.Length < 3)
        {
            return false;
        }

        var key = word[2..].Split('=')[0];
        return char.IsAsciiLetterUpper(word[2]) || key.Contains(':', StringComparison.Ordinal);
    }
}
