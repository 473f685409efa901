using Microsoft.Extensions.Options;

namespace ScanWorker.Pipeline.Control;

/// <summary>Generated from the attributes of <see cref="VitalsOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class VitalsOptionsValidator : IValidateOptions<VitalsOptions>;
