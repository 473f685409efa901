using Microsoft.Extensions.Options;

namespace ScanWorker.Adapters.Kafka;

/// <summary>Generated from the attributes of <see cref="KafkaOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class KafkaAttributesValidator : IValidateOptions<KafkaOptions>;
