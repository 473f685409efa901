using System.Text.Json;
using ScanWorker.Commands;

namespace ScanWorker.Tests.Commands;

/// <summary>What one run of the program, in this process, answered.</summary>
internal sealed record CommandResult(int Code, string Output, string Error)
{
    /// <summary>The answers of <c>--json</c>, one a line.</summary>
    public IReadOnlyList<JsonElement> Lines =>
        [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(
            line => JsonDocument.Parse(line).RootElement)];

    public static async Task<CommandResult> OfAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandInvocation.RunAsync(args, output, error);
        return new CommandResult(code, output.ToString(), error.ToString());
    }
}
