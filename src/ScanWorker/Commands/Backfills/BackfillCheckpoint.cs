using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ScanWorker.Adapters.WorkingSets;

namespace ScanWorker.Commands.Backfills;

/// <summary>
/// How far a backfill has come, in a file that is there whole or not at all. It follows the broker's acknowledgement:
/// whatever is killed when, an upload is at most sent again, under the same ids, and never left out.
/// </summary>
/// <param name="path">The file; null: nothing is kept.</param>
/// <param name="source">Whose marks they are.</param>
/// <param name="topic">Where they were sent.</param>
internal sealed class BackfillCheckpoint(string? path, string source, string topic)
{
    /// <summary>The mark of the last one that is done; null when none is.</summary>
    public string? Mark { get; private set; }

    /// <summary>Sent by all runs.</summary>
    public long Sent { get; private set; }

    /// <exception cref="InvalidDataException">The file is no checkpoint.</exception>
    /// <exception cref="UsageException">It is one of another source or topic.</exception>
    public void Read()
    {
        if (path is null || !File.Exists(path))
        {
            return;
        }

        try
        {
            var json = JsonNode.Parse(File.ReadAllBytes(path));
            Check(json?["source"]?.GetValue<string>(), source);
            Check(json?["topic"]?.GetValue<string>(), topic);
            Sent = json?["sent"]?.GetValue<long>() ?? 0;
            Mark = json?["mark"]?.GetValue<string>();
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{path} is not a checkpoint of 'backfill'.", problem);
        }
    }

    /// <summary>All up to the mark are acknowledged.</summary>
    /// <exception cref="IOException">There is no room, or the place cannot be written; the old file stays.</exception>
    public void Advance(string mark, int sent)
    {
        (Mark, Sent) = (mark, Sent + sent);
        if (path is null)
        {
            return;
        }

        var json = new JsonObject
        {
            ["source"] = source,
            ["topic"] = topic,
            ["sent"] = Sent,
            ["mark"] = Mark,
        };
        DurableFile.Replace(path, Encoding.UTF8.GetBytes(json.ToJsonString() + "\n"));
    }

    private void Check(string? found, string expected)
    {
        if (found != expected)
        {
            throw new UsageException(
                $"--checkpoint: {path} is about '{found}', not '{expected}'. Give each backfill a file of its own.");
        }
    }
}
