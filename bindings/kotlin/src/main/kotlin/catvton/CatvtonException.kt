package catvton

import catvton.native.CLibrary
import catvton.native.StatusInfoStruct

/** What went wrong, with the numbers of `catvton_status`. */
public enum class ErrorCode {
    INVALID_ARGUMENT,
    INVALID_STATE,
    NOT_FOUND,
    IO,
    CORRUPT_WEIGHTS,
    INVALID_IMAGE,
    UNSUPPORTED_FORMAT,
    TOO_LARGE,
    OUT_OF_MEMORY,
    DEVICE,
    NUMERIC,
    BUSY,
    CANCELLED,
    DEADLINE_EXCEEDED,
    NO_PERSON,
    INTERNAL,
    ;

    /** The number in the C interface, 1..16. */
    public val status: Int get() = ordinal + 1

    /** For a server's answer, 400..599. */
    public val httpStatus: Int get() = info.http_status

    /** For a program. */
    public val exitStatus: Int get() = info.exit_status

    /** Whether the same call may succeed later. */
    public val isRetryable: Boolean get() = info.retryable != 0

    private val info by lazy {
        StatusInfoStruct().also { catvton.native.check(CLibrary.catvton_get_status_info(status, it)) }
    }
}

/**
 * An error of the library, one class for each [ErrorCode]. The message says what was wrong, with which value, and what to
 * do. What a callback throws is no such error: it comes out of the call as it was thrown.
 */
public sealed class CatvtonException(public val code: ErrorCode, message: String) : RuntimeException(message) {
    internal companion object {
        fun of(status: Int, message: String): CatvtonException = when (ErrorCode.entries.getOrNull(status - 1)) {
            ErrorCode.INVALID_ARGUMENT -> InvalidArgumentException(message)
            ErrorCode.INVALID_STATE -> InvalidStateException(message)
            ErrorCode.NOT_FOUND -> NotFoundException(message)
            ErrorCode.IO -> IoException(message)
            ErrorCode.CORRUPT_WEIGHTS -> CorruptWeightsException(message)
            ErrorCode.INVALID_IMAGE -> InvalidImageException(message)
            ErrorCode.UNSUPPORTED_FORMAT -> UnsupportedFormatException(message)
            ErrorCode.TOO_LARGE -> TooLargeException(message)
            ErrorCode.OUT_OF_MEMORY -> OutOfMemoryException(message)
            ErrorCode.DEVICE -> DeviceException(message)
            ErrorCode.NUMERIC -> NumericException(message)
            ErrorCode.BUSY -> BusyException(message)
            ErrorCode.CANCELLED -> CancelledException(message)
            ErrorCode.DEADLINE_EXCEEDED -> DeadlineExceededException(message)
            ErrorCode.NO_PERSON -> NoPersonException(message)
            ErrorCode.INTERNAL -> InternalException(message)
            null -> InternalException("unknown status $status: $message")
        }
    }
}

/** An option or input is outside its documented range. */
public class InvalidArgumentException(message: String) : CatvtonException(ErrorCode.INVALID_ARGUMENT, message)

/** Not allowed now: on a closed object, from a callback. */
public class InvalidStateException(message: String) : CatvtonException(ErrorCode.INVALID_STATE, message)

/** A file, model or device does not exist. */
public class NotFoundException(message: String) : CatvtonException(ErrorCode.NOT_FOUND, message)

/** The operating system refused to read or write. */
public class IoException(message: String) : CatvtonException(ErrorCode.IO, message)

/** A weight file is damaged or does not fit the model. */
public class CorruptWeightsException(message: String) : CatvtonException(ErrorCode.CORRUPT_WEIGHTS, message)

/** A picture is damaged. */
public class InvalidImageException(message: String) : CatvtonException(ErrorCode.INVALID_IMAGE, message)

/** A file is of a kind that is not read here. */
public class UnsupportedFormatException(message: String) : CatvtonException(ErrorCode.UNSUPPORTED_FORMAT, message)

/** An input exceeds a limit. */
public class TooLargeException(message: String) : CatvtonException(ErrorCode.TOO_LARGE, message)

/** Native memory ran out; the context stays usable. */
public class OutOfMemoryException(message: String) : CatvtonException(ErrorCode.OUT_OF_MEMORY, message)

/** The accelerator failed. */
public class DeviceException(message: String) : CatvtonException(ErrorCode.DEVICE, message)

/** NaN or infinity in the latents or the picture. */
public class NumericException(message: String) : CatvtonException(ErrorCode.NUMERIC, message)

/** Another inference runs on the context, and waiting was not wanted. */
public class BusyException(message: String) : CatvtonException(ErrorCode.BUSY, message)

/** A callback or a [CancellationToken] stopped the run. */
public class CancelledException(message: String) : CatvtonException(ErrorCode.CANCELLED, message)

/** The run did not finish within its deadline. */
public class DeadlineExceededException(message: String) : CatvtonException(ErrorCode.DEADLINE_EXCEEDED, message)

/** The detector found nobody in the photo. */
public class NoPersonException(message: String) : CatvtonException(ErrorCode.NO_PERSON, message)

/** A defect of the library. */
public class InternalException(message: String) : CatvtonException(ErrorCode.INTERNAL, message)
