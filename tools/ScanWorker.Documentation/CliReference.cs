using System.CommandLine;
using System.Globalization;
using System.Reflection;
using ScanWorker.Commands;

namespace ScanWorker.Documentation;

/// <summary>Every command, argument, option and exit code.</summary>
internal static class CliReference
{
    public static string Text()
    {
        var root = CommandTree.Create();
        var page = new MarkdownPage("Command line", $"`scanworker [command] [options]`. {root.Description}");
        page.Section("Every command", "Progress goes to stderr, answers to stdout.");
        page.Table(["option", "meaning"], root.Options.Where(option => !option.Hidden).Select(Row));
        foreach (var (name, command) in Commands("scanworker", root))
        {
            page.Section(name, command.Description ?? "");
            var rows = command.Arguments
                .Select(Row).Concat(command.Options.Where(option => !option.Hidden).Select(Row)).ToList();
            if (rows.Count > 0)
            {
                page.Table(["argument or option", "meaning"], rows);
            }
        }

        page.Section("Exit codes");
        page.Table(["code", "meaning"], ExitCodeFields.Select(field => new[]
        {
            ((int)(field.GetRawConstantValue() ?? 0)).ToString(CultureInfo.InvariantCulture), XmlDocs.SummaryOf(field),
        }));
        return page.ToString();
    }

    private static IEnumerable<FieldInfo> ExitCodeFields =>
        typeof(ExitCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Where(code => code.IsLiteral);

    private static IEnumerable<(string Name, Command Command)> Commands(string prefix, Command parent) =>
        parent.Subcommands.Where(command => !command.Hidden).SelectMany(command =>
            Commands($"{prefix} {command.Name}", command).Prepend(($"{prefix} {command.Name}", command)));

    private static string[] Row(Argument argument) =>
        [$"`{argument.Name.ToUpperInvariant()}`{(argument.Arity.MaximumNumberOfValues > 1 ? " …" : "")}",
            argument.Description ?? ""];

    private static string[] Row(Option option) =>
        [$"`{option.Name}`", (option.Description ?? "") + (option.Required ? " Required." : "")];
}
