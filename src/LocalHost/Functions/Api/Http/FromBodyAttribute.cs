using Microsoft.Azure.Functions.Worker.Converters;
using XaiFunctions.LocalHost.Functions.Http;

namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>Gives the parameter the request's body, read as JSON (a string or bytes: as it came).</summary>
public class FromBodyAttribute() : InputConverterAttribute(typeof(HttpBodyReader));
