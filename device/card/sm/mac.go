package sm

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"fmt"
)

// MACSize is the length of every MAC and token of these protocols: eight bytes,
// also where CMAC would give sixteen (ICAO 9303-11 section 9.8.7).
const MACSize = 8

// Pad appends 80 and zeros up to the next multiple of size (ISO/IEC 9797-1
// padding method 2). The result is a new slice.
func Pad(data []byte, size int) []byte {
	out := make([]byte, (len(data)/size+1)*size)
	copy(out, data)
	out[len(data)] = 0x80
	return out
}

// Unpad removes what [Pad] added.
func Unpad(data []byte) ([]byte, error) {
	for i := len(data) - 1; i >= 0; i-- {
		switch data[i] {
		case 0:
			continue
		case 0x80:
			return data[:i:i], nil
		}
		break
	}
	return nil, fmt.Errorf("%w: padding", ErrFormat)
}

// RetailMAC is ISO/IEC 9797-1 MAC algorithm 3 with single DES and a final
// triple, over a message that is already a multiple of eight bytes. The key has
// sixteen bytes.
func RetailMAC(key, message []byte) ([]byte, error) {
	if len(key) != 16 || len(message)%des.BlockSize != 0 || len(message) == 0 {
		return nil, fmt.Errorf("retail MAC: key of %d, message of %d bytes", len(key), len(message))
	}
	first, err := des.NewCipher(key[:8])
	if err != nil {
		return nil, err
	}
	second, err := des.NewCipher(key[8:])
	if err != nil {
		return nil, err
	}
	var block [des.BlockSize]byte
	for ; len(message) > 0; message = message[des.BlockSize:] {
		for i := range block {
			block[i] ^= message[i]
		}
		first.Encrypt(block[:], block[:])
	}
	second.Decrypt(block[:], block[:])
	first.Encrypt(block[:], block[:])
	return block[:], nil
}

// CMAC is AES-CMAC (NIST SP 800-38B, RFC 4493) cut to [MACSize] bytes. The key
// has 16, 24 or 32 bytes.
func CMAC(key, message []byte) ([]byte, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("CMAC: %w", err)
	}
	var subkey [aes.BlockSize]byte
	block.Encrypt(subkey[:], subkey[:])
	subkey = doubled(subkey)

	whole := len(message) > 0 && len(message)%aes.BlockSize == 0
	last := message
	if whole {
		message, last = message[:len(message)-aes.BlockSize], message[len(message)-aes.BlockSize:]
	} else {
		subkey = doubled(subkey)
		cut := len(message) - len(message)%aes.BlockSize
		message, last = message[:cut], Pad(message[cut:], aes.BlockSize)
	}
	var state [aes.BlockSize]byte
	for ; len(message) > 0; message = message[aes.BlockSize:] {
		xor(&state, message)
		block.Encrypt(state[:], state[:])
	}
	xor(&state, last)
	xor(&state, subkey[:])
	block.Encrypt(state[:], state[:])
	return state[:MACSize:MACSize], nil
}

// doubled multiplies by x in the field of SP 800-38B.
func doubled(in [aes.BlockSize]byte) [aes.BlockSize]byte {
	var out [aes.BlockSize]byte
	for i := range in {
		out[i] = in[i] << 1
		if i+1 < len(in) {
			out[i] |= in[i+1] >> 7
		}
	}
	if in[0]&0x80 != 0 {
		out[len(out)-1] ^= 0x87
	}
	return out
}

func xor(state *[aes.BlockSize]byte, block []byte) {
	for i := range state {
		state[i] ^= block[i]
	}
}

// tripleDES makes the cipher of a sixteen-byte two-key triple DES key.
func tripleDES(key []byte) (cipher.Block, error) {
	if len(key) != 16 {
		return nil, fmt.Errorf("triple DES key of %d bytes", len(key))
	}
	return des.NewTripleDESCipher(append(append([]byte(nil), key...), key[:8]...))
}
