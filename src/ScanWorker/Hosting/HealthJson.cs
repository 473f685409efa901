using System.Text.Json;
using System.Text.Json.Serialization;

namespace ScanWorker.Hosting;

/// <summary>How health answers are written: made at build time, since the first answer may say ready.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(HealthAnswer))]
internal sealed partial class HealthJson : JsonSerializerContext;
