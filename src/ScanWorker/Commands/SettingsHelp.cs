using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace ScanWorker.Commands;

/// <summary>The usual help, and how settings are given.</summary>
/// <param name="usual">What is printed first.</param>
internal sealed class SettingsHelp(HelpAction usual) : SynchronousCommandLineAction
{
    /// <summary>What is printed of settings, by every command that takes them.</summary>
    public const string Text = """
        Settings:
          --Section:Key=value  Any setting, such as --Kafka:GroupId=g or --Lanes=4, before those of the environment
                               (SCANWORKER__Section__Key) and of --config; see docs/reference/configuration.md.
        """;

    public override int Invoke(ParseResult parseResult)
    {
        var code = usual.Invoke(parseResult);
        if (StandardOptions.TakesSettings(parseResult.CommandResult.Command))
        {
            parseResult.InvocationConfiguration.Output.WriteLine(Text);
        }

        return code;
    }

    /// <summary>Puts it in the place of the root command's help.</summary>
    public static void AddTo(RootCommand root)
    {
        foreach (var option in root.Options.OfType<HelpOption>())
        {
            option.Action = option.Action is HelpAction usual ? new SettingsHelp(usual) : option.Action;
        }
    }
}
