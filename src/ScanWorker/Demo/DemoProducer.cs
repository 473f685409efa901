using System.Text.Json;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Demo;

/// <summary>The upload service: stores the files and writes an event for each.</summary>
internal static class DemoProducer
{
    public static async Task ProduceAsync(DemoWorld world, IEnumerable<DemoUpload> uploads)
    {
        using var writer = new TopicWriter(world.Kafka);
        foreach (var upload in uploads)
        {
            var file = Path.Combine(world.Uploads.FullName, $"{upload.Id}.{upload.Extension}");
            if (upload is { Content: { } bytes, Inline: false })
            {
                await File.WriteAllBytesAsync(file, bytes);
            }

            var data = new UploadData
            {
                UploadId = upload.Id,
                Content = upload.Inline
                    ? new UploadContent { Data = upload.Content }
                    : new UploadContent { Uri = new Uri(file).AbsoluteUri },
                FileName = Path.GetFileName(file),
                Surface = upload.Surface,
                Tenant = "demo",
                UploadedAt = TimeProvider.System.GetUtcNow(),
                Uploader = new Uploader { EspIdentifier = "user-7", ScreenName = "demo user" },
            };
            await WriteAsync(
                writer, world, upload.Id, JsonSerializer.SerializeToUtf8Bytes(data, EventJson.Default.UploadData));
        }

        await WriteAsync(writer, world, "malformed", "{ \"uploadId\": \"cut"u8.ToArray());
    }

    private static Task<RecordPosition> WriteAsync(TopicWriter writer, DemoWorld world, string id, byte[] json) =>
        writer.WriteAsync(
        world.Kafka.Topics.Uploads, partition: null, System.Text.Encoding.UTF8.GetBytes(id), json,
        [
            RecordHeader.Of("ce_specversion", "1.0"),
            RecordHeader.Of("ce_id", id),
            RecordHeader.Of("ce_source", "/demo/uploads"),
            RecordHeader.Of("ce_type", EventTypes.Upload),
            RecordHeader.Of("content-type", "application/json"),
        ]);
}
