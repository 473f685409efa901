using Microsoft.Extensions.Options;

namespace ScanWorker.Pipeline.Control;

/// <summary>Ranges, by generated code.</summary>
[OptionsValidator]
internal sealed partial class SetsOptionsValidator : IValidateOptions<SetsOptions>;
