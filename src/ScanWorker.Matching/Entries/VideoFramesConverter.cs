using System.Text.Json;
using System.Text.Json.Serialization;

namespace ScanWorker.Matching.Entries;

/// <summary>Frames of a video in the interchange form: a list of hashes; read in every form.</summary>
internal sealed class VideoFramesConverter : JsonConverter<VideoFrames>
{
    public override VideoFrames Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return VideoHash.TryParse(reader.GetString(), out var told)
                ? told
                : throw new JsonException("Not the frames of a video.");
        }

        using var json = JsonDocument.ParseValue(ref reader);
        return VideoHash.TryRead(json.RootElement, out var frames)
            ? frames
            : throw new JsonException("Not the frames of a video.");
    }

    public override void Write(Utf8JsonWriter writer, VideoFrames value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var hash in value.Hashes)
        {
            writer.WriteStringValue(hash.ToString());
        }

        writer.WriteEndArray();
    }
}
