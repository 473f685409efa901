using System.Globalization;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Events;
using Spectre.Console;

namespace ScanWorker.Demo;

/// <summary>A live table for a person.</summary>
internal sealed class TableView(IAnsiConsole console) : IDemoView
{
    private const int WideFrom = 130;
    private static readonly string[] WideColumns =
        ["upload", "what it is", "verdict", "action", "match", "distance", "ms"];

    // At 80 columns: what decides, and why.
    private static readonly string[] NarrowColumns = ["upload", "verdict", "action", "match"];

    public async Task<IReadOnlyCollection<VerdictEvent>> ShowAsync(
        IReadOnlyList<DemoUpload> uploads, Func<IEnumerable<VerdictEvent>> verdicts)
    {
        var all = new List<VerdictEvent>();
        var isWide = console.Profile.Width >= WideFrom;
        console.WriteLine(
            $"A worker judges {uploads.Count} generated uploads against a small list, on an embedded broker and Redis. "
                + "Copies and edits of listed pictures are blocked or reviewed, others pass, and what cannot be judged "
                + "goes to review.");
        var table = new Table { Border = TableBorder.Rounded }.AddColumns(isWide ? WideColumns : NarrowColumns);
        foreach (var column in table.Columns.Take(3))
        {
            column.NoWrap();
        }

        if (isWide)
        {
            table.Columns[^1].RightAligned();
            table.Columns[^2].RightAligned();
        }

        var known = uploads.ToDictionary(upload => upload.Id);
        await console.Live(table).StartAsync(async context =>
        {
            context.Refresh();
            foreach (var verdict in verdicts())
            {
                all.Add(verdict);
                var cells = Cells(known[verdict.UploadId], verdict).ToList();
                table.AddRow((isWide ? cells : [cells[0], cells[2], cells[3], cells[4]]).Select(cell =>
                    new Markup(cell).Overflow(Overflow.Ellipsis)));
                context.Refresh();
                await Task.Yield();
            }
        });
        return all;
    }

    public void Conclude(IReadOnlyDictionary<string, int> counts, bool good)
    {
        var table = new Table { Border = TableBorder.Rounded }.AddColumns("topic", "records");
        table.Columns[1].RightAligned();
        foreach (var (topic, count) in counts)
        {
            table.AddRow(topic, count.ToString(CultureInfo.InvariantCulture));
        }

        console.Write(table);
        console.MarkupLine(good
            ? "[green]Every upload got the verdict expected of it, once.[/]"
            : "[red]Some verdicts are not as expected (marked above), or a topic does not hold what it should.[/]");
        var output = console.Profile.Out.Writer;
        output.WriteLine("Next: 'demo --keep' stays up and takes an upload of yours.");
        output.WriteLine("      'demo --dashboard' shows traces.");
        output.WriteLine("      The quick start in README.md sets up a worker on real servers.");
    }

    public void Keep(DemoWorld world, string healthAddress, string? dashboard)
    {
        // Not wrapped at the console's width: the commands are there to be copied.
        var output = console.Profile.Out.Writer;
        output.WriteLine();
        output.WriteLine("The worker stays up; Ctrl+C ends it.");
        output.WriteLine($"  Kafka   {world.BootstrapServers} (librdkafka's mock: for looking, not for proving)");
        output.WriteLine($"  Redis   127.0.0.1:{world.RedisPort} (Garnet)");
        output.WriteLine($"  health  {healthAddress}/health/ready");
        if (dashboard is not null)
        {
            output.WriteLine($"  traces, metrics and logs at {dashboard}");
        }

        output.WriteLine("Send it an upload and see its verdict:");
        output.WriteLine(
            $"  echo '{{\"uploadId\":\"mine\",\"content\":{{\"uri\":\"{new Uri(world.Uploads.FullName).AbsoluteUri}/exact-copy.jpg\"}}}}' | kcat -P -b {world.BootstrapServers} -t {world.Kafka.Topics.Uploads}");
        output.WriteLine($"  kcat -C -b {world.BootstrapServers} -t {world.Kafka.Topics.Verdicts} -o beginning -e");
    }

    private static IEnumerable<string> Cells(DemoUpload upload, VerdictEvent verdict)
    {
        var match = verdict.Matches.Count > 0 ? verdict.Matches[0] : null;
        var good = upload.IsAsExpected(verdict);
        yield return Markup.Escape(upload.Id);
        yield return Markup.Escape(upload.What);
        yield return $"{Markup.Escape(KebabCase.Of(verdict.Verdict))}{(good ? "" : " [red](unexpected)[/]")}";
        yield return verdict.Action switch
        {
            PolicyAction.Block => "[red]block[/]",
            PolicyAction.Review => "[yellow]review[/]",
            _ => KebabCase.Of(verdict.Action),
        };
        yield return Markup.Escape(match is null ? verdict.Reason : MatchText(match));
        yield return match is null ? "" : match.Distance.ToString(CultureInfo.InvariantCulture);
        yield return verdict.Timings?.Total.ToString("0.0", CultureInfo.InvariantCulture) ?? "";
    }

    private static string MatchText(MatchData match) =>
        $"{match.Bank}/{match.EntryId} by {match.Algorithm}"
        + (match.Transform is null or "original" ? "" : $", {match.Transform}")
        + (match.Crop is null ? "" : $", within its {match.Crop}")
        + (match.Backdrop is null ? "" : $", on {match.Backdrop}")
        + (match.Frame is null or 0 ? "" : $", frame {match.Frame}")
        + (match.Second is null ? "" : string.Create(CultureInfo.InvariantCulture, $", at {match.Second:0.0##} s"));
}
