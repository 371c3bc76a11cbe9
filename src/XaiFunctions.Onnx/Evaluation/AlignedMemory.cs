using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace XaiFunctions.Onnx.Evaluation;

/// <summary>Memory for tensors that begins at the start of a cache line.</summary>
/// <remarks>
/// ONNX Runtime goes through a tensor one by one up to the first address that a vector may begin at, and single numbers and vectors can differ in the last bit. A managed array begins anywhere, so that
/// the same rows would get other bytes on another worker or at another time.
/// </remarks>
internal static class AlignedMemory
{
    /// <summary>The size of a cache line, and of the longest vectors.</summary>
    public const int Alignment = 64;

    /// <summary>Pinned memory of that many elements, whatever was there before.</summary>
    public static Memory<T> Allocate<T>(int count)
        where T : unmanaged
    {
        int size = Unsafe.SizeOf<T>();
        T[] elements = GC.AllocateUninitializedArray<T>(checked(count + (Alignment / size)), pinned: true);
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(elements, 0);
        int skipped = (int)((Alignment - (address % Alignment)) % Alignment) / size;
        return MemoryMarshal.CreateFromPinnedArray(elements, skipped, count);
    }
}
