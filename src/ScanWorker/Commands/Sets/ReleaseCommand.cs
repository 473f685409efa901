using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using ScanWorker.Pipeline.Control;

namespace ScanWorker.Commands.Sets;

/// <summary>
/// <c>scanworker sets release [ENTRY…]</c>: ends quarantines of the flood guard; without entries, lists them.
/// </summary>
internal static class ReleaseCommand
{
    public static Command Create(SetsRunner running)
    {
        var entries = new Argument<string[]>("entry")
        {
            Description = "Entries as they are listed, bank/source/id or bank/id; none lists what is quarantined.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("release", "Ends the flood guard's quarantine of entries, or lists it.") { entries };
        running.Attach(command, (parsed, context, cancellation) =>
            RunAsync(parsed.GetValue(entries) ?? [], context, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string[] wanted, SetsContext context, CancellationToken cancellation)
    {
        var quarantines = await context.FloodCounters.ReadQuarantinesAsync(context.Options.Name, cancellation);
        if (wanted.Length == 0)
        {
            context.Output.Table(
                ["entry", "since", "contents by then"],
                [.. quarantines.OrderBy(quarantine => quarantine.Since).Select(quarantine =>
                    (Json(quarantine), (string[])[$"{quarantine.Entry}", $"{quarantine.Since:u}",
                        quarantine.Contents.ToString("N0", CultureInfo.InvariantCulture)]))],
                "No entry is in quarantine.");
            return ExitCodes.Done;
        }

        var code = ExitCodes.Done;
        foreach (var name in wanted)
        {
            var matching = quarantines.Where(quarantine => IsNamed(quarantine, name)).ToList();
            if (matching.Count != 1)
            {
                await context.Error.WriteLineAsync(matching.Count == 0
                    ? $"{name} is not in quarantine."
                    : $"{name} names several entries; write bank/source/id.");
                code = ExitCodes.BadInput;
                continue;
            }

            _ = await context.FloodCounters.ReleaseAsync(context.Options.Name, matching[0].Entry, cancellation);
            context.Output.Line(Json(matching[0]), $"{matching[0].Entry} is released.");
        }

        return code;
    }

    private static bool IsNamed(Quarantine quarantine, string name) =>
        quarantine.Entry.ToString() == name || $"{quarantine.Entry.Bank}/{quarantine.Entry.EntryId}" == name;

    private static JsonObject Json(Quarantine quarantine) => new()
    {
        ["bank"] = quarantine.Entry.Bank,
        ["source"] = quarantine.Entry.Source,
        ["entryId"] = quarantine.Entry.EntryId,
        ["since"] = quarantine.Since,
        ["contents"] = quarantine.Contents,
    };
}
