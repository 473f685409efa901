using System.CommandLine;
using System.Text.Json.Nodes;
using ScanWorker.Commands.Sets.Fetching;
using ScanWorker.Hosting;
using ScanWorker.Matching.Import;

namespace ScanWorker.Commands.Sets;

/// <summary><c>sets fetch</c>: what the sources of lists have that is new, into the working set.</summary>
internal sealed class FetchCommand
{
    private readonly Argument<string[]> _names = new("source")
    {
        Description = "Names of sources under Exchanges:Sources. Default: all.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<bool> _publish = new("--publish") { Description = "Publish afterwards what was fetched." };
    private readonly Option<bool> _sendFeedback = new("--send-feedback")
    {
        Description = "Afterwards send what reviewers say of its entries to each source that takes it, each vote once.",
    };

    private readonly Option<bool> _startOver = new("--start-over")
    {
        Description = "Fetch the whole list as a full snapshot, whatever was fetched before.",
    };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only say what would be done." };
    private readonly Option<bool> _allowShrink = new("--allow-shrink")
    {
        Description = "Let a list withdraw more than a fifth.",
    };

    private readonly Option<bool> _allowGrowth = new("--allow-growth")
    {
        Description = "Let a full snapshot add more than a fifth.",
    };

    private readonly Option<double?> _quarantineLimit = new Option<double?>("--quarantine-limit")
    {
        Description = "Above this share of quarantined records nothing is taken. Default: the source's QuarantineLimit.",
    }.Within(0, 1);

    private readonly Option<string?> _why = SetsArguments.Why();
    private readonly Option<string> _by = SetsArguments.By();

    public static Command Create(SetsRunner runner)
    {
        var fetch = new FetchCommand();
        var command = new Command(
            "fetch",
            "Fetches what the sources of lists have that is new into the working set; publish makes it current.")
        {
            fetch._names, fetch._publish, fetch._sendFeedback, fetch._startOver, fetch._dryRun, fetch._allowShrink,
            fetch._allowGrowth, fetch._quarantineLimit, fetch._why, fetch._by,
        };
        runner.Attach(command, fetch.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, SetsContext context, CancellationToken cancellation)
    {
        var sources = context.Exchanges.Sources;
        var names = parsed.GetValue(_names) is { Length: > 0 } told
            ? told : [.. sources.Keys.Order(StringComparer.Ordinal)];
        if (sources.Count == 0)
        {
            throw new ConfigurationException("Exchanges:Sources: no source is configured.");
        }

        if (names.FirstOrDefault(name => !sources.ContainsKey(name)) is { } unknown)
        {
            throw new UsageException(
                $"source: there is no source '{unknown}'.{NearestName.Hint(unknown, sources.Keys)} "
                    + $"There are: {string.Join(", ", sources.Keys.Order(StringComparer.Ordinal))}.");
        }

        // A source that fails never holds up the others.
        var code = ExitCodes.Done;
        foreach (var name in names)
        {
            var one = await FetchAsync(parsed, context, name, cancellation);
            code = code == ExitCodes.Done ? one : code;
        }

        if (parsed.GetValue(_publish) && !parsed.GetValue(_dryRun))
        {
            using var key = context.ReadSigningKey();
            using var workingSet = context.OpenToWrite();
            var (manifest, sentBytes) = await context.PublisherOf(workingSet, key)
                .PublishAsync(parsed.GetRequiredValue(_by), parsed.GetValue(_why), cancellation);
            PublishedText.Print(context.Output, manifest, sentBytes);
        }

        return code;
    }

    private async Task<int> FetchAsync(
        ParseResult parsed, SetsContext context, string name, CancellationToken cancellation)
    {
        var source = context.Exchanges.Sources[name];
        var request = new FetchRequest(
            name,
            source,
            parsed.GetRequiredValue(_by),
            FetchRequest.RulesOf(source, parsed.GetValue(_quarantineLimit)) with
            {
                AllowsShrink = parsed.GetValue(_allowShrink),
                AllowsGrowth = parsed.GetValue(_allowGrowth),
            })
        {
            Why = parsed.GetValue(_why),
            IsDryRun = parsed.GetValue(_dryRun),
            StartsOver = parsed.GetValue(_startOver),
            Tell = context.Error.WriteLine,
        };
        try
        {
            Print(context, name, await new FetchRun(context, request).RunAsync(cancellation), !request.IsDryRun);
            if (parsed.GetValue(_sendFeedback) || request.Source.SendFeedback)
            {
                await new VoteSending(context, request, context.Output.Line).RunAsync(cancellation);
            }

            return ExitCodes.Done;
        }
        catch (Exception problem) when (!cancellation.IsCancellationRequested
            && CommandFailure.CodeOf(problem) is var code and not ExitCodes.Bug)
        {
            PrintFailure(context, name, problem);
            return code;
        }
    }

    private static void Print(SetsContext context, string name, FetchResult result, bool isApplied)
    {
        var json = new JsonObject
        {
            ["source"] = name,
            ["mode"] = result.IsSnapshot ? "full" : "delta",
            ["pages"] = result.Pages,
        };
        ImportSummary.AddTo(json, result.Counts, result.QuarantineFile);
        json["applied"] = isApplied;
        context.Output.Line(
            json,
            $"{name}: {(result.IsSnapshot ? "the whole list" : "changes")} in {result.Pages} pages; "
                + ImportSummary.TextOf(result.Counts, result.QuarantineFile, isApplied));
    }

    private static void PrintFailure(SetsContext context, string name, Exception problem)
    {
        var sentence = CommandFailure.SentenceOf(problem);
        var json = new JsonObject { ["source"] = name, ["error"] = sentence };
        var refusal = problem as ImportRefusedException;
        if (refusal is not null)
        {
            ImportSummary.AddTo(json, refusal.Counts, refusal.QuarantineFile);
            json["applied"] = false;
        }

        context.Output.Line(
            json,
            $"{name}: {sentence}" + (refusal is null ? "" : Environment.NewLine
                + ImportSummary.TextOf(refusal.Counts, refusal.QuarantineFile, isApplied: false)));
    }
}
