using System.CommandLine;

namespace ScanWorker.Commands;

/// <summary><c>scanworker completion SHELL</c>: a script that completes commands and options.</summary>
/// <remarks>The program itself is asked for what fits, by the parser's own <c>[suggest]</c> directive.</remarks>
internal static class CompletionCommand
{
    private const string Bash = """
        # Load it with: source <(scanworker completion bash)
        _scanworker() {
            local IFS=$'\n' cur=${COMP_WORDS[COMP_CWORD]}
            COMPREPLY=($(compgen -W "$(scanworker "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "$cur"))
        }
        complete -o default -F _scanworker scanworker
        """;

    private const string Zsh = """
        # Load it with: source <(scanworker completion zsh)
        _scanworker() {
            local -a found
            found=("${(@f)$(scanworker "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
            compadd -- $found || _files
        }
        compdef _scanworker scanworker
        """;

    private const string Fish = """
        # Load it with: scanworker completion fish | source
        function __scanworker
            set -l line (commandline -cp | string collect)
            scanworker "[suggest:"(string length -- $line)"]" $line 2>/dev/null
        end
        complete -c scanworker -a '(__scanworker)'
        """;

    public static Command Create(StandardOptions standard)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish." }
            .AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Prints a script that completes commands and options in a shell.")
        {
            shell,
        };
        command.SetAction(parsed =>
        {
            standard.RefuseSettings("completion");
            parsed.InvocationConfiguration.Output.WriteLine(
                parsed.GetValue(shell) switch { "bash" => Bash, "zsh" => Zsh, _ => Fish });
            return ExitCodes.Done;
        });
        return command;
    }
}
