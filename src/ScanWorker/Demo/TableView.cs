using System.Globalization;
using ScanWorker.Pipeline.Events;
using Spectre.Console;

namespace ScanWorker.Demo;

/// <summary>A live table for a person.</summary>
internal sealed class TableView(IAnsiConsole console) : IDemoView
{
    public async Task<IReadOnlyCollection<VerdictEvent>> ShowAsync(
        IReadOnlyList<DemoUpload> uploads, Func<IEnumerable<VerdictEvent>> verdicts)
    {
        var all = new List<VerdictEvent>();
        var table = new Table { Border = TableBorder.Rounded }
            .AddColumns("upload", "what it is", "verdict", "action", "match", "distance", "ms");
        table.Columns[^1].RightAligned();
        table.Columns[^2].RightAligned();
        var known = uploads.ToDictionary(upload => upload.Id);
        await console.Live(table).StartAsync(async context =>
        {
            context.Refresh();
            foreach (var verdict in verdicts())
            {
                all.Add(verdict);
                table.AddRow([.. Cells(known[verdict.UploadId], verdict).Select(cell => new Markup(cell))]);
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
        yield return $"{Markup.Escape(Kebab(verdict.Verdict))}{(good ? "" : " [red](unexpected)[/]")}";
        yield return verdict.Action switch
        {
            PolicyAction.Block => "[red]block[/]",
            PolicyAction.Review => "[yellow]review[/]",
            _ => Kebab(verdict.Action),
        };
        yield return Markup.Escape(match is null ? verdict.Reason : MatchText(match));
        yield return match is null ? "" : match.Distance.ToString(CultureInfo.InvariantCulture);
        yield return verdict.Timings?.Total.ToString("0.0", CultureInfo.InvariantCulture) ?? "";
    }

    private static string MatchText(MatchData match) =>
        $"{match.Bank}/{match.EntryId} by {match.Algorithm}"
        + (match.Transform is null or "original" ? "" : $", {match.Transform}")
        + (match.Frame is null or 0 ? "" : $", frame {match.Frame}");

    private static string Kebab<T>(T value) where T : struct, Enum =>
        System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
