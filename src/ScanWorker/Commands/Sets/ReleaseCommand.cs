using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using ScanWorker.Pipeline.FloodGuard;

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
            Description = "Entries as they are listed, bank/source/id or bank/id, or a bank that is held as a whole; none lists "
                + "what is held.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("release", "Ends the flood guard's hold on entries and banks, or lists it.") { entries };
        running.Attach(command, (parsed, context, cancellation) =>
            RunAsync(parsed.GetValue(entries) ?? [], context, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string[] wanted, SetsContext context, CancellationToken cancellation)
    {
        var (quarantines, isWhole) = await context.FloodCounters.ReadQuarantinesAsync(
            context.Options.Name, cancellation);
        if (!isWhole)
        {
            await context.Error.WriteLineAsync("There are more quarantines in Redis than are read; some are not shown.");
        }

        if (wanted.Length == 0)
        {
            context.Output.Table(
                ["entry", "since", "uploaders by then", "sealed"],
                [.. quarantines.OrderBy(quarantine => quarantine.Since).Select(quarantine =>
                    (Json(quarantine), (string[])[NameOf(quarantine), $"{quarantine.Since:u}",
                        quarantine.Uploaders.ToString("N0", CultureInfo.InvariantCulture),
                        quarantine.IsOurs ? "yes" : "no"]))],
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
            context.Output.Line(Json(matching[0]), $"{NameOf(matching[0])} is released.");
        }

        return code;
    }

    private static bool IsNamed(Quarantine quarantine, string name) =>
        NameOf(quarantine) == name || $"{quarantine.Entry.Bank}/{quarantine.Entry.EntryId}" == name;

    private static string NameOf(Quarantine quarantine) =>
        quarantine.IsOfBank ? quarantine.Entry.Bank : quarantine.Entry.ToString();

    private static JsonObject Json(Quarantine quarantine) => new()
    {
        ["bank"] = quarantine.Entry.Bank,
        ["source"] = quarantine.Entry.Source,
        ["entryId"] = quarantine.Entry.EntryId,
        ["since"] = quarantine.Since,
        ["uploaders"] = quarantine.Uploaders,
        ["sealed"] = quarantine.IsOurs,
    };
}
